import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

const PACKET_OCTETS = 48;
const NTP_EPOCH_S = 2_208_988_800;

/** NTP servers on loopback that say what the test says (RFC 5905 7.3). */
export interface TimeServers extends AsyncDisposable {
  /** `host:port` of each. */
  readonly addresses: readonly string[];
  /** Their clocks are ahead of this machine's by so much from now on. */
  setAhead(ms: number): void;
}

export async function openTimeServers(count: number): Promise<TimeServers> {
  let ahead = 0;
  const sockets = await Promise.all(Array.from({ length: count }, () => serve(() => Date.now() + ahead)));
  return {
    addresses: sockets.map((socket) => `127.0.0.1:${socket.address().port}`),
    setAhead(ms) {
      ahead = ms;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) {
        socket.close();
        await once(socket, 'close');
      }
    },
  };
}

async function serve(now: () => number): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('message', (question, from) => {
    const answer = Buffer.alloc(PACKET_OCTETS);
    answer[0] = 0b00_100_100;
    answer[1] = 2;
    question.copy(answer, 24, 40, 48);
    for (const at of [32, 40]) stamp(answer, at, now());
    socket.send(answer, from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

function stamp(packet: Buffer, at: number, ms: number): void {
  packet.writeUInt32BE((Math.floor(ms / 1_000) + NTP_EPOCH_S) % 2 ** 32, at);
  packet.writeUInt32BE(Math.floor(((ms % 1_000) / 1_000) * 2 ** 32), at + 4);
}
