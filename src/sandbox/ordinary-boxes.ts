import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openMemoryStore } from '#adapters/memory';
import type { Maildrop } from '#mailbox';
import type { LegalTime } from '#ports';
import { writeAtomically } from './write-atomically.ts';

/** The boxes of the ordinary-mail domain: one file a message. */
export interface OrdinaryBoxes {
  /** Of an address that `has` knows. */
  maildrop(address: string): Promise<Maildrop>;
  has(address: string): boolean;
  deliver(address: string, message: Uint8Array): Promise<void>;
}

const SUFFIX = '.eml';

export async function openOrdinaryBoxes(
  dir: string,
  addresses: readonly string[],
  legalTime: LegalTime,
): Promise<OrdinaryBoxes> {
  const memory = openMemoryStore();
  const folderOf = (address: string) => join(dir, address);
  /** Message id -> its file, so that what POP3 deletes does not come back after a restart. */
  const files = new Map<string, string>();
  let counter = 0;

  async function place(address: string, name: string, bytes: Uint8Array): Promise<void> {
    const id = `${address}/${name}`;
    files.set(id, join(folderOf(address), name));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await memory.commit({
      messages: [{ id, rope: [bytes], size: bytes.length, sha256 }],
      placements: [
        {
          mailbox: address,
          folder: 'INBOX',
          messageId: id,
          size: bytes.length,
          internalDate: Number.parseInt(name, 10),
        },
      ],
    });
  }

  for (const address of addresses) {
    await memory.commit({ accounts: [{ kind: 'put-mailbox', mailbox: box(address) }] });
    mkdirSync(folderOf(address), { recursive: true, mode: 0o700 });
    const names = readdirSync(folderOf(address)).filter((name) => name.endsWith(SUFFIX));
    for (const name of names.sort()) await place(address, name, readFileSync(join(folderOf(address), name)));
  }

  return {
    async maildrop(address) {
      const mailbox = address.toLowerCase();
      return {
        items: await memory.items(mailbox, 'INBOX'),
        async *read({ messageId }) {
          yield* ((await memory.message(messageId))?.rope ?? []) as readonly Uint8Array[];
        },
        async remove(items) {
          await memory.expunge(
            mailbox,
            'INBOX',
            items.map(({ uid }) => uid),
          );
          for (const { messageId } of items) rmSync(files.get(messageId)!, { force: true });
        },
      };
    },
    has: (address) => addresses.includes(address.toLowerCase()),
    async deliver(address, message) {
      counter += 1;
      const name = `${legalTime.now()}-${process.pid}-${String(counter).padStart(6, '0')}${SUFFIX}`;
      writeAtomically(join(folderOf(address.toLowerCase()), name), message, 0o600);
      await place(address.toLowerCase(), name, message);
    },
  };
}

function box(address: string) {
  return {
    id: address,
    address,
    holder: address,
    kind: 'user',
    status: 'active',
    quotaBytes: Number.MAX_SAFE_INTEGER,
    ordinaryMail: { kind: 'accept' },
  } as const;
}
