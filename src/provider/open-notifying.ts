import type { Logins } from '#accounts';
import { webhookHttps } from '#adapters/https';
import type { Logger, ProviderConfig } from '#config';
import type { Issuing } from '#issuing';
import type { FolderViews } from '#mailbox';
import { domainOf, hex } from '#mime';
import {
  isAutomatic,
  isUnread,
  openArrivalsWatch,
  openBearers,
  openCredentials,
  openEventFeed,
  openNoticeSettings,
  openNotices,
  openWebhookDuty,
  openWebhooks,
  type Secrets,
  type TakeArrivals,
} from '#notifying';
import type { ProviderIndexView } from '#pec';
import type { Blobs, Digests, LegalTime, LogArchive, MailStore, Monotonic, Random, Store } from '#ports';
import type { LogFollower } from './follow-log.ts';

export interface NotifyingGround {
  readonly store: Store & MailStore & LogArchive;
  readonly blobs: Blobs;
  readonly digests: Digests;
  readonly legalTime: LegalTime;
  readonly monotonic: Monotonic;
  readonly random: Random;
  readonly issuing: Issuing;
  readonly logins: Logins;
  readonly views: FolderViews;
  readonly follower: LogFollower;
  readonly secrets: Secrets;
  readonly log: Logger;
  isOwnDomain(domain: string): boolean;
  index(): ProviderIndexView | undefined;
}

/** The office `notifying`: what programs are told and made with, and the notices by ordinary e-mail. */
export function openNotifying({ node, sandbox }: ProviderConfig, ground: NotifyingGround) {
  const { store, blobs, logins, views, random, log, follower: tail } = ground;
  const sender = webhookHttps({ allowsPrivate: sandbox });
  const feed = openEventFeed({ store, tail });
  const isCertified = (address: string) => {
    const domain = domainOf(address);
    return ground.isOwnDomain(domain) || ground.index()?.recordOfDomain(domain) !== undefined;
  };
  const notices = openNotices({
    ...ground,
    isCertified,
    isAutomatic: (stored) => isAutomatic(stored, { store, blobs }),
    isUnread: (mailbox, identificativo) => isUnread(mailbox, identificativo, views),
  });
  return {
    feed,
    notices,
    bearers: openBearers(ground),
    credentials: openCredentials({
      ...ground,
      async mailboxesOf(login) {
        const standing = await logins.standing({ name: login, isWeb: true });
        const boxes = standing === undefined ? [] : [...(standing.box ? [standing.box] : []), ...standing.shared];
        return new Set(boxes.map(({ mailbox }) => mailbox.id));
      },
    }),
    webhooks: openWebhooks({ ...ground, sender, feed }),
    noticeSettings: openNoticeSettings({ ...ground, isCertified }),
    openWebhookDuty: () =>
      openWebhookDuty({
        ...ground,
        tail,
        sender,
        async mayKeep(login, { id }) {
          const standing = await logins.standing({ name: login, isWeb: true });
          const box = standing?.shared.find(({ mailbox }) => mailbox.id === id);
          return box?.level === 'manage' && box.folders === undefined;
        },
        worker: `${node}.${hex(random.bytes(6))}`,
        report: (err, webhook) => log.error({ err, webhook }, 'a webhook could not be worked on'),
      }),
    openArrivalsWatch: (...takers: readonly TakeArrivals[]) =>
      openArrivalsWatch({
        ...ground,
        tail,
        takers: [notices.take, ...takers],
        report: (err) => log.error({ err }, 'what came in could not be told of; again soon'),
      }),
  };
}

export type Notifying = ReturnType<typeof openNotifying>;
