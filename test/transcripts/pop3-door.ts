import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { loginBrake } from '#doors/brakes';
import { openPop3Door, type Pop3DoorOptions } from '#doors/pop3';
import type { MailboxItem } from '#ports';
import { selfSigned } from './certificate.ts';
import { RawClient } from './raw-client.ts';

const tls = selfSigned();
/** Octets as characters. */
export const BODIES = ['Subject: uno\r\n\r\n.punto\r\n', `Subject: due\r\n\r\nperch\xe9\r\n${'x'.repeat(900)}\r\n`];

/** A POP3 door as it stands, over a maildrop of these messages. */
export async function openDoor(t: TestContext, bodies: readonly Buffer[], changes: Partial<Pop3DoorOptions> = {}) {
  const removed: number[] = [];
  const items: MailboxItem[] = bodies.map((bytes, at) => ({
    uid: at + 1,
    messageId: `m${at + 1}`,
    size: bytes.length,
    internalDate: 0,
    flags: [],
  }));
  const faults: Error[] = [];
  const door = await openPop3Door({
    listen: { host: '127.0.0.1', port: 0 },
    tls,
    heloName: 'pop.gestore-alfa.example',
    mode: 'implicit',
    brake: loginBrake({ now: () => 0 }, { delayMs: 0 }),
    onFault: (fault) => faults.push(fault),
    open: async (user, password) => {
      if (user !== 'mario' || password !== 'segreto') return { ok: false };
      return {
        ok: true,
        name: 'box-1',
        openMaildrop: async () => ({
          items,
          async *read(item) {
            const bytes = bodies[item.uid - 1] as Buffer;
            for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
          },
          remove: async (marked) => void removed.push(...marked.map((item) => item.uid)),
        }),
      };
    },
    ...changes,
  });
  t.after(() => door.close());
  const connect = async () => {
    const client = await RawClient.connect(door.port, changes.mode === 'starttls' ? 'clear' : 'tls');
    t.after(() => client.close());
    assert.match(await client.line(), /^\+OK pop\.gestore-alfa\.example/);
    return client;
  };
  const entered = async () => {
    const client = await connect();
    client.send('USER mario\r\nPASS segreto\r\n');
    await client.line();
    assert.match(await client.line(), /^\+OK /);
    return client;
  };
  return { door, removed, faults, connect, entered };
}
