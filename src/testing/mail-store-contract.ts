import { describe, test } from 'node:test';
import { changeCases } from './mail-store-contract-changes.ts';
import { concurrentMailCases } from './mail-store-contract-concurrency.ts';
import { factCases } from './mail-store-contract-facts.ts';
import { folderCases, fullSizeFolderCases } from './mail-store-contract-folders.ts';
import { itemCases } from './mail-store-contract-items.ts';
import { planCases } from './mail-store-contract-plans.ts';
import type { MailRoom } from './mail-store-memory.ts';

export interface OpenedMailRoom {
  readonly room: MailRoom;
  /** A further handle on the same durable state, as another process has. The first stays open. */
  readonly reopen?: () => Promise<MailRoom>;
  /** Findings of the store's own check. */
  readonly check?: () => Promise<readonly string[]>;
}

export type MailCase = readonly [title: string, run: (opened: OpenedMailRoom) => Promise<void>];

/**
 * What every MailStore must do. What the port leaves open is settled here:
 *
 * - UIDs and MODSEQs of a folder only grow; no UID is given twice, no UIDVALIDITY to two folders of one name.
 * - A message counts once in its mailbox, however many folders hold it; its octets come back with the last copy.
 * - A copy is made whole or not at all; what is copied keeps flags, date and thread, and was saved now.
 * - Flags are kept sorted, none twice whatever the letter case, each as first written; flags given with the server's prefix are
 *   passed over. Items whose flags do not change are not told.
 * - Behind what a store remembers of vanished UIDs it names every UID that is not present (RFC 7162 3.2.5.1).
 * - A change of very many items may be several commits.
 */
export function mailStoreContract(name: string, open: () => Promise<OpenedMailRoom>): void {
  describe(`mail store contract: ${name}`, () => {
    for (const [group, cases] of Object.entries(groups)) judge(group, cases, open);
  });
}

/** What takes many seconds. */
export function fullSizeMailStoreContract(name: string, open: () => Promise<OpenedMailRoom>): void {
  judge(`mail store contract in full size: ${name}`, fullSizeFolderCases, open);
}

function judge(group: string, cases: readonly MailCase[], open: () => Promise<OpenedMailRoom>): void {
  describe(group, () => {
    for (const [title, run] of cases) test(title, () => runCase(open, run));
  });
}

const groups: Readonly<Record<string, readonly MailCase[]>> = {
  folders: folderCases,
  items: itemCases,
  changes: changeCases,
  facts: factCases,
  concurrency: concurrentMailCases,
  plans: planCases,
};

/** All cases, for those who judge the contract itself. */
export const mailStoreCases: readonly MailCase[] = [...Object.values(groups).flat(), ...fullSizeFolderCases];

async function runCase(open: () => Promise<OpenedMailRoom>, run: MailCase[1]): Promise<void> {
  const opened = await open();
  await using _room = opened.room;
  await run(opened);
  const findings = (await opened.check?.()) ?? [];
  if (findings.length > 0) throw new Error(findings.join('\n'));
}
