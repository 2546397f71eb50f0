import type { Logger } from '#config';
import type { Issuing } from '#issuing';
import type { FolderViews } from '#mailbox';
import type { TakeArrivals } from '#notifying';
import type { Blobs, Digests, LegalTime, MailStore, Random, Store } from '#ports';
import { openAccesses, openApprovalDigest, openCharges, openDelegates, openThreads } from '#teamwork';
import { allAwaitingApproval } from '#writing';

export interface TeamworkGround {
  readonly store: Store & MailStore;
  readonly blobs: Blobs;
  readonly digests: Digests;
  readonly legalTime: LegalTime;
  readonly random: Random;
  readonly issuing: Issuing;
  readonly views: FolderViews;
  readonly log: Logger;
}

/** The office `teamwork`: several in one mailbox. */
export function openTeamwork(ground: TeamworkGround) {
  const { store, log } = ground;
  const onFault = (err: unknown, message: string) => log.error({ err, message }, 'a kept message could not be read');
  const threads = openThreads({ ...ground, summaries: { ...ground, onFault } });
  const charges = openCharges({ ...ground, threads });
  /** What came in for a mailbox where others work too waits on their desk. */
  const take: TakeArrivals = async (mailbox, came) => {
    if ((await store.grants({ mailbox: mailbox.id })).length === 0) return {};
    const cards = await Promise.all(
      came.map(async ({ kind, identificativo, subject, from, at }) =>
        kind === 'certified' && identificativo !== undefined
          ? await charges.arrived(mailbox.id, identificativo, { subject, from, at })
          : undefined,
      ),
    );
    return { cards: cards.filter((card) => card !== undefined) };
  };
  return {
    threads,
    charges,
    take,
    delegates: openDelegates({ ...ground, mail: store }),
    accesses: openAccesses(ground),
    digest: openApprovalDigest({
      ...ground,
      issuer: ground.issuing.issuer,
      awaiting: () =>
        allAwaitingApproval({
          store,
          report: (err, what) => log.error({ err, what }, 'a message that waits was stepped over'),
        }),
    }),
  };
}

export type Teamwork = ReturnType<typeof openTeamwork>;
