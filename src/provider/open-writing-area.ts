import { openUnzip } from '#adapters/unzip';
import { openAddressBook } from '#address-book';
import type { ProviderConfig } from '#config';
import type { ProviderRecord } from '#pec';
import { openWriting } from '#writing';
import { openAttempts } from './attempts.ts';
import type { CommonToDoors } from './doors-ports.ts';
import { submitFromWeb } from './submit-from-web.ts';
import { openTicker } from './ticker.ts';
import type { WebGround } from './web-ports.ts';

/**
 * The office of writing and the book it writes with, for the pages, and what it does by the clock: the outbox, mail merges, rules. That works,
 * once started, in processes with the role `worker`, whichever has the pages; several share it by the versions of its cards.
 */
export function openWritingArea({ limits }: ProviderConfig, { heloName, date }: CommonToDoors, ground: WebGround) {
  const { accessPoint, teamwork, store, log, directory } = ground;
  const { index } = accessPoint;
  const isPecDomain = (domain: string) => {
    const view = index();
    return view && view.recordOfDomain(domain) !== undefined;
  };
  const book = openAddressBook({ ...ground, directory, isPecDomain });
  const submit = submitFromWeb({ ...ground, heloName, date });
  const writing = openWriting(
    {
      ...ground,
      ...{ index, directory, submit, archives: openUnzip() },
      pecDomains: domainsOf(ground.records),
      limits: { ...accessPoint.limits, maxMessageBytes: limits.maxMessageBytes },
      async assign(id, thread, login) {
        const mailbox = await store.mailboxById(id);
        if (mailbox) await teamwork.charges.assign(mailbox, thread, login);
      },
      report: (err, what) => log.error({ err, what }, 'something that is written could not be worked on; again soon'),
    },
    book,
  );
  // Rules that another process keeps.
  const unheard = store.onCards(({ kind, owner }) => kind === 'rule' && writing.inboxes.changed(owner));
  const attempt = openAttempts(ground);
  let isOpen = true;
  const works = [
    openTicker(() => attempt('outbox', () => untilDone(writing.work, () => isOpen))),
    openTicker(() => attempt('mail merges', async () => void (await writing.workMerges(() => isOpen)))),
    openTicker(() => attempt('rules', async () => void (await writing.inboxes.work()))),
  ];
  return {
    writing,
    book,
    start: () => works.forEach((work) => void work.start()),
    async runDue() {
      for (const work of works) await work.runDue();
    },
    async stop() {
      isOpen = false;
      unheard();
      for (const work of works) await work.stop();
      writing.inboxes[Symbol.dispose]();
    },
  };
}

export type WritingArea = ReturnType<typeof openWritingArea>;

async function untilDone(work: () => Promise<number>, goesOn: () => boolean): Promise<void> {
  while (goesOn() && (await work()) > 0);
}

/** Every PEC domain, made again only when the index is another one. */
function domainsOf(records: () => readonly ProviderRecord[]): () => readonly string[] {
  let source: readonly ProviderRecord[] | undefined;
  let domains: readonly string[] = [];
  return () => {
    const now = records();
    if (now !== source) domains = now.flatMap(({ managedDomains }) => managedDomains);
    source = now;
    return domains;
  };
}
