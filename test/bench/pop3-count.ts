import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { connect } from 'node:tls';
import type { Box, Endpoint } from './network.ts';

/** How many messages stand in a mailbox, as its holder sees it (POP3 STAT). */
export async function countMessages(door: Endpoint, box: Box, root: string): Promise<number> {
  const socket = connect({ host: door.host, port: door.port, ca: root, checkServerIdentity: () => undefined });
  await once(socket, 'secureConnect');
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const reply = async () => {
    const { value, done } = await lines.next();
    if (done || !value.startsWith('+OK')) throw new Error(`POP3: ${done ? 'connection closed' : value}`);
    return value as string;
  };
  try {
    await reply();
    socket.write(`USER ${box.address}\r\n`);
    await reply();
    socket.write(`PASS ${box.password}\r\n`);
    await reply();
    socket.write('STAT\r\n');
    return Number((await reply()).split(' ')[1]);
  } finally {
    socket.end('QUIT\r\n');
  }
}
