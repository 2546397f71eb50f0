import type {
  AcknowledgedAlarm,
  AdministrationPorts,
  IndexDeskPorts,
  IpaDirectory,
  ListedProvider,
  StatusAlarm,
} from '#administration';
import { readCertificate } from '#cms';
import type { ProviderConfig } from '#config';
import { Refusal } from '#contract';
import { DisclosureFault, type DisclosurePorts, makeExtract } from '#disclosure';
import type { OperationRoutesPorts, ToldCertificate } from '#doors/web-api';
import { romeDay, writeArchive } from '#evidence';
import { providerIndexOf } from '#pec';
import { DOCUMENT } from '#provider-index';
import { acknowledgementDocument, listWitnessAlarms, tellWitnessAlarm } from '#sealing';
import { PROBE_SENDERS } from './duty-documents.ts';
import { type KeyPlaces, keyRows } from './key-rows.ts';
import { dutyDocuments } from './outage-documents.ts';
import { readCertificates } from './read-pem.ts';
import type { DoorsGround } from './web-ports.ts';
import { wholeStatus } from './whole-status.ts';

export function keyPlacesOf({ signing, tls, index }: ProviderConfig): KeyPlaces {
  return {
    signing,
    others: [
      { use: 'doors', certificate: tls.certificate },
      { use: 'index client', certificate: index.clientCertificate },
    ],
  };
}

/** What operators see of the running provider. */
export function openOperation(
  config: ProviderConfig,
  ground: DoorsGround,
  beside: {
    readonly administration: AdministrationPorts;
    readonly ipa: IpaDirectory;
    readonly disclosure: DisclosurePorts;
  },
): OperationRoutesPorts {
  const { store, legalTime, random, follower } = ground;
  return {
    ...beside,
    followLog: follower.listen,
    logDesk: { store, legalTime, makeExtract: extractMaker(beside.disclosure) },
    serviceDesk: {
      ...{ store, legalTime, random },
      async trafficCounts({ begin, end }) {
        const [domains, probes] = await Promise.all([
          store.domains(),
          store.documents(PROBE_SENDERS, { limit: 10_000 }),
        ]);
        return await store.trafficCounts({
          ...{ from: begin, to: end },
          ownDomains: [...domains.map(({ name }) => name), config.domain],
          notOf: probes.map(({ name }) => name.slice(PROBE_SENDERS.length)),
        });
      },
      keepEntry: (kind, entry) => dutyDocuments(kind, entry, legalTime.now()),
    },
    indexDesk: openIndexDesk(ground),
    witnessDesk: {
      ...{ store, legalTime },
      contradictions: () => listWitnessAlarms(store),
      acknowledgement: acknowledgementDocument,
    },
    certificates: () => certificatesOf(config, ground),
  };
}

function openIndexDesk(ground: DoorsGround): IndexDeskPorts {
  const { store, legalTime } = ground;
  return {
    ...{ store, legalTime },
    listedProviders: () => listedProviders(ground),
    view: () => providerIndexOf(ground.records()),
    async askForIndex() {
      const at = legalTime.now();
      await store.commit({ documents: [{ name: DOCUMENT.refreshAsked, bytes: new Uint8Array(), at }] });
    },
  };
}

/** What anybody may know of the index. */
export function listedProviders({ records }: Pick<DoorsGround, 'records'>): readonly ListedProvider[] {
  return records().map(({ name, mailReceipt, managedDomains, certificates }) => {
    return { name, mailReceipt, domains: managedDomains.length, certificates: certificates.length };
  });
}

function extractMaker(ports: DisclosurePorts): OperationRoutesPorts['logDesk']['makeExtract'] {
  return async (authority, query) => {
    try {
      const { files } = await makeExtract({ asker: { kind: 'authority', name: authority }, query }, ports);
      return { name: `estratto-${romeDay(ports.legalTime.now())}.zip`, bytes: writeArchive(files) };
    } catch (fault) {
      if (!(fault instanceof DisclosureFault)) throw fault;
      throw new Refusal('not-found', 'nothing-to-extract', {
        it: 'Nessuna registrazione corrisponde.',
        en: 'No record matches.',
        de: 'Kein Eintrag passt.',
      });
    }
  };
}

const ROLES = {
  active: 'in-force',
  published: 'next',
  issued: 'next',
  retiring: 'before',
  retired: 'before',
  expired: 'before',
} as const;

async function certificatesOf(config: ProviderConfig, { store, legalTime }: DoorsGround): Promise<ToldCertificate[]> {
  const rows = await keyRows(keyPlacesOf(config), { store, now: () => legalTime.now() });
  const told: ToldCertificate[] = [];
  for (const { state, certificate, role } of rows) {
    if (certificate === undefined || state === 'requested') continue;
    told.push({ role: ROLES[state], ...described(certificate), place: role });
  }
  const [tls] = await readCertificates([config.tls.certificate]);
  if (tls !== undefined) told.push({ role: 'tls', ...described(await readCertificate(tls)), place: 'doors' });
  return told;
}

function described({ subject, issuer, serial, notBefore, notAfter }: Awaited<ReturnType<typeof readCertificate>>) {
  return { subject, issuer, serial, from: notBefore, to: notAfter };
}

/** What `ceralacca status` alarms of, for the first page of an operator. */
export async function alarmsOf(config: ProviderConfig, ground: DoorsGround): Promise<readonly StatusAlarm[]> {
  const { store, legalTime } = ground;
  const parts = await wholeStatus({
    store,
    now: () => legalTime.now(),
    running: true,
    domain: config.domain,
    index: ground.accessPoint.index,
    keys: keyPlacesOf(config),
    folders: { bodies: config.blobsDir, log: config.sealedLog.dir },
  });
  return parts.flatMap(({ about, alarms }) => alarms.map((alarm) => ({ about, ...alarm })));
}

/** Of these alarms, those that somebody has looked at. */
export async function acknowledgedOf({ store }: Pick<DoorsGround, 'store'>): Promise<readonly AcknowledgedAlarm[]> {
  return (await listWitnessAlarms(store)).flatMap((alarm) => {
    const { acknowledged, ...told } = alarm;
    return acknowledged === undefined ? [] : [{ ...tellWitnessAlarm(told), ...acknowledged }];
  });
}
