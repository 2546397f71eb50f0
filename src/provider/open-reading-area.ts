import { openUnzip } from '#adapters/unzip';
import type { ProviderConfig } from '#config';
import {
  DisclosureFault,
  type DisclosurePorts,
  findReceipts,
  type LoggedReceipt,
  makeDossier,
  reproduceReceipts,
} from '#disclosure';
import { writeArchive } from '#evidence';
import { openReading, type Reading, type ReadingPorts } from '#reading';
import { CHARGE, mailboxOfCharge } from '#teamwork';
import { MERGE, OUTBOX_KINDS } from '#writing';
import { readDocumentAuthorities } from './document-authorities.ts';
import type { WebGround } from './web-ports.ts';

type Disclosing = ReadingPorts['disclosing'];

/** The office `reading`, with what other offices do for it. */
export async function openReadingArea(
  config: ProviderConfig,
  ground: WebGround,
  disclosure: DisclosurePorts,
): Promise<Reading> {
  const { log, incomingPoint, teamwork, follower } = ground;
  const reading = openReading({
    ...ground,
    trust: incomingPoint.trust,
    archives: openUnzip(),
    documentAuthorities: await readDocumentAuthorities(config.documentAuthorities),
    quotaReserve: config.limits.quotaReserve,
    disclosing: disclosingBy(disclosure),
    tellAccess: (access) => teamwork.accesses.tellAccess(access),
    charges: (mailbox, threads) => teamwork.charges.among(mailbox, threads),
    listenToLog: (listener) => follower.listen(listener),
    onUnreadable: (err, message) => log.error({ err, message }, 'a kept message could not be read'),
  });
  // Whichever process changed them.
  ground.store.onCards(
    ({ kind, owner }) => {
      if (OUTBOX_KINDS.includes(kind)) reading.signal(owner, 'outbox');
      if (kind === MERGE) reading.signal(owner, 'merges');
      if (kind === CHARGE) reading.signal(mailboxOfCharge(owner), 'team');
    },
    () => reading.signalGap(),
  );
  return reading;
}

/** Offices do not import each other: a holder is given what `disclosure` gives him. */
function disclosingBy(ports: DisclosurePorts): Disclosing {
  const asker = (address: string) => ({ kind: 'holder', address }) as const;
  return {
    findReceipts: (identificativo, address) =>
      unlessRefused(() => findReceipts({ identificativo, asker: asker(address) }, ports)),
    reproduce: (receipts, address) => reproduceReceipts(receipts as readonly LoggedReceipt[], asker(address), ports),
    dossier: (identificativo, address) =>
      unlessRefused(async () => {
        const { files } = await makeDossier({ identificativo, asker: asker(address) }, ports);
        return { octets: writeArchive(files) };
      }),
  };
}

async function unlessRefused<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (fault) {
    if (fault instanceof DisclosureFault) return undefined;
    throw fault;
  }
}
