import { type Certificate, readCertificate, readSignedData } from '#cms';
import {
  allBytes,
  type ByteSource,
  type DossierLink,
  isArchive,
  isAttestation,
  isReceiptProof,
  judgeNow,
  noticeName,
  OUTCOMES,
  openArchive,
  outcomeOf,
  type TimelineEvent,
  timelineOf,
  verifyAttestation,
  verifyDossier,
  verifyMessageFile,
  verifyReceiptProof,
  type Words,
} from '#evidence';
import { field } from '#mime';
import { type Daticert, isoLegalTime, type PecMessage } from '#pec';
import { ADVICE, HEADLINES, OTHER_ADVICE } from './words.ts';

export type Outcome = 'holds' | 'broken' | 'undecided';

/** What the page shows of one file: texts only, foreign ones as they are. */
export interface Report {
  readonly kind: keyof typeof HEADLINES;
  readonly outcome: Outcome;
  readonly headline: Words;
  readonly advice: Words;
  readonly isTest: boolean;
  readonly at: number;
  readonly facts: readonly { readonly label: Words; readonly value: string }[];
  readonly recipients: readonly { readonly address: string; readonly outcome: Words; readonly isGood: boolean }[];
  readonly timeline: readonly TimelineEvent[];
  readonly links: readonly DossierLink[];
  readonly certificates: readonly Certificate[];
  readonly files: readonly { readonly name: string; readonly size: number }[];
}

export interface Circumstances {
  readonly roots: readonly Uint8Array[];
  /** Given by the person; absent: the present, or the message's own time. */
  readonly at?: number;
  readonly now: number;
}

const MAX_CERTIFICATE = 65_536;
const MAX_CERTIFICATES = 40;

/** Judges whatever was dropped on the page. */
export async function judgeFile(name: string, source: ByteSource, circumstances: Circumstances): Promise<Report> {
  if (await isArchive(source)) return await judgeArchive(source, circumstances);
  if (await isReceiptProof(source)) return await judgeProof(name, source, circumstances);
  if (await isAttestation(source)) return await judgeAttestation(source, circumstances);
  return await judgeMessage(name, source, circumstances);
}

async function judgeArchive(source: ByteSource, { roots, at, now }: Circumstances): Promise<Report> {
  const verdict = await judged((when) => verifyDossier(source, { roots }, when), { at, now });
  const { manifest, outcome, links, entries } = verdict;
  const kind = manifest?.kind === 'extract' ? 'extract' : 'dossier';
  const message = manifest?.message;
  return {
    ...heading(kind, outcome),
    isTest: manifest?.provider.test === true,
    at: verdict.at,
    facts: [
      ...(message
        ? factRows({ ...message, acceptedAt: readable(message.acceptedAt), issuerName: manifest!.provider.name })
        : []),
      ...(manifest
        ? [
            ...(message ? [] : [row('Gestore', 'Provider', manifest.provider.name)]),
            row('Fatto il', 'Made on', readable(manifest.made)),
            row('Chiesto da', 'Asked for by', manifest.askedBy),
          ]
        : []),
      ...(verdict.existedAt === undefined
        ? []
        : [row('Esiste dal', 'Exists since', readable(isoLegalTime(verdict.existedAt)))]),
    ],
    recipients: (message?.recipients ?? []).map(({ address, type }) => {
      const how = type === 'certificato' ? outcomeOf(address, entries) : 'external';
      return { address, outcome: OUTCOMES[how], isGood: how === 'delivered' };
    }),
    timeline: timelineOf(entries),
    links,
    certificates: await certificatesOf(source),
    files: manifest?.files ?? [],
  };
}

/** As of the day that the person gave, else as of now. */
async function judged<T extends { readonly newest?: number }>(
  judge: (when: number) => Promise<T>,
  { at, now }: { readonly at: number | undefined; readonly now: number },
): Promise<T & { readonly at: number }> {
  return at === undefined ? await judgeNow(judge, now) : { ...(await judge(at)), at };
}

async function certificatesOf(source: ByteSource): Promise<readonly Certificate[]> {
  try {
    const found: Certificate[] = [];
    for (const [name, file] of await openArchive(source)) {
      if (name.endsWith('.cer') && found.length < MAX_CERTIFICATES)
        found.push(await readCertificate(await allBytes(file, MAX_CERTIFICATE)));
    }
    return found;
  } catch {
    // What is broken in the archive is told as a link already.
    return [];
  }
}

async function judgeMessage(name: string, source: ByteSource, { roots, at, now }: Circumstances): Promise<Report> {
  const { outcome, links, message, at: own } = await verifyMessageFile(name, source, { roots });
  const told = message.daticert?.ok ? message.daticert.value : undefined;
  const what = noticeName(message.number);
  // What claims to be of a provider and is not signed stays a message that proves nothing.
  const isOther = message.number === 'ordinary' && outcome === 'broken';
  return {
    ...(isOther ? { ...heading('other', 'broken'), advice: OTHER_ADVICE } : heading('message', outcome)),
    isTest: isTestMessage(message),
    at: own ?? at ?? now,
    facts: [
      { label: { it: 'Che cosa è', en: 'What it is' }, value: `${what.it} / ${what.en}` },
      ...(told ? factRows({ ...told, acceptedAt: when(told) }) : []),
      ...(told?.consegna === undefined ? [] : [row('Riguarda', 'It is about', told.consegna)]),
      ...(told?.erroreEsteso === undefined ? [] : [row('Errore', 'Error', told.erroreEsteso)]),
    ],
    recipients: [],
    timeline: [],
    links,
    certificates: await signersOf(message),
    files: [],
  };
}

async function judgeAttestation(source: ByteSource, { roots, at, now }: Circumstances): Promise<Report> {
  const verdict = await judged((when) => verifyAttestation(source, { roots }, when), { at, now });
  const { attestation, links } = verdict;
  const broken = links.some(({ state }) => state === 'broken');
  const holds = attestation !== undefined && links.every(({ kind, state }) => kind === 'witness' || state === 'ok');
  return {
    ...heading('attestation', broken ? 'broken' : holds ? 'holds' : 'undecided'),
    isTest: attestation?.test === true,
    at: verdict.at,
    facts: attestation
      ? [
          row('Gestore', 'Provider', attestation.provider),
          row('Di quale ricevuta', 'Of which receipt', attestation.receipt),
          row('Identificativo', 'Identifier', attestation.identificativo),
          row('Fatta il', 'Made on', readable(attestation.made)),
          ...attestation.evidence.map(({ record }) => row('Riga del registro', 'Record of the log', record)),
        ]
      : [],
    recipients: [],
    timeline: [],
    links,
    certificates: [],
    files: [],
  };
}

/** What proves a record of the log, without the receipt that it is about. */
async function judgeProof(name: string, proof: ByteSource, { roots, at, now }: Circumstances): Promise<Report> {
  const verdict = await judged((when) => verifyReceiptProof({ name, proof }, { roots }, when), { at, now });
  const { outcome, links, records } = verdict;
  return {
    ...heading('proof', outcome),
    ...{ isTest: false, at: verdict.at, links },
    facts: records.map((record) => row('Riga del registro', 'Record of the log', record)),
    ...{ recipients: [], timeline: [], certificates: [], files: [] },
  };
}

function heading(kind: Report['kind'], outcome: Outcome) {
  return { kind, outcome, headline: HEADLINES[kind][outcome], advice: ADVICE[outcome] };
}

function row(it: string, en: string, value: string) {
  return { label: { it, en }, value };
}

interface Told extends Pick<Daticert, 'sender' | 'recipients' | 'subject' | 'identificativo' | 'issuerName'> {
  readonly acceptedAt: string;
}

function factRows(told: Told) {
  return [
    row('Mittente', 'Sender', told.sender),
    row('Destinatari', 'Recipients', told.recipients.map(({ address }) => address).join(', ')),
    row('Oggetto', 'Subject', told.subject ?? '—'),
    row('Data', 'Date', told.acceptedAt),
    row('Identificativo', 'Identifier', told.identificativo),
    row('Certificato da', 'Certified by', told.issuerName),
  ];
}

/** `2026-03-01T10:00:00.123+01:00` as people read it; anything else as it is. */
export function readable(iso: string): string {
  const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)\.\d{3}([+-]\d\d:\d\d)$/.exec(iso);
  return found === null ? iso : `${found[3]}/${found[2]}/${found[1]} ${found[4]} (UTC${found[5]})`;
}

function when({ giorno, ora, zona }: Daticert): string {
  return `${giorno} ${ora} (${zona})`;
}

function isTestMessage(message: PecMessage): boolean {
  return field(message.index.root, 'x-ceralacca-sandbox') !== undefined;
}

async function signersOf({ signed }: PecMessage): Promise<readonly Certificate[]> {
  if (signed === undefined) return [];
  try {
    const { certificates } = readSignedData(signed.signature);
    return await Promise.all(certificates.slice(0, MAX_CERTIFICATES).map((der) => readCertificate(der)));
  } catch {
    // That the signature cannot be read is told as a link already.
    return [];
  }
}
