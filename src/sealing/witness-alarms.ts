import { digest } from '#cms';
import type { Alarm } from '#contract';
import { hex } from '#mime';
import { type Instant, isoLegalTime } from '#pec';
import type { LogArchive, NamedDocument } from '#ports';
import { readAlarmDocument, witnessNames } from './witness-documents.ts';

/** Who has looked at an alarm, when, and what he found. The evidence stays where it is. */
export interface Acknowledgement {
  readonly at: Instant;
  readonly by: string;
  readonly reason: string;
}

/** A log that contradicts itself: one that we watch, or ours as a witness sees it. */
export interface WitnessAlarm {
  /** Names these contradictions and no others. */
  readonly id: string;
  /** Whose log contradicts itself. */
  readonly of: 'ours' | 'theirs';
  /** Domain of the provider whose log it is, or of the witness that accuses ours. */
  readonly domain: string;
  readonly at: Instant;
  readonly reason: string;
  /** Each contradiction it tells of. */
  readonly covers: readonly string[];
  readonly acknowledged?: Acknowledgement;
}

const MAX_READ = 10_000;
const MAX_SHOWN = 100;

/** All of them, those that nobody has acknowledged first. One that comes later is never covered by what was acknowledged before. */
export async function listWitnessAlarms(archive: Pick<LogArchive, 'documents'>): Promise<readonly WitnessAlarm[]> {
  const limit = MAX_READ;
  const [ofOurs, ofOthers, acknowledgements] = await Promise.all([
    archive.documents(witnessNames.allAccusations, { limit }),
    archive.documents(witnessNames.allAlarms, { limit }),
    archive.documents(witnessNames.allAcknowledged, { limit }),
  ]);
  const known = new Map<string, Acknowledgement>();
  for (const { bytes } of acknowledgements) {
    const { covers, ...acknowledged } = JSON.parse(new TextDecoder().decode(bytes)) as Kept;
    for (const one of covers) known.set(one, acknowledged);
  }
  const found = await Promise.all([
    ...ofOurs.flatMap((document) => accusations(document, known)),
    ...ofOthers.map((document) => contradiction(document, known)),
  ]);
  const isOpen = ({ acknowledged }: WitnessAlarm) => acknowledged === undefined;
  return [...found.filter(isOpen), ...found.filter((alarm) => !isOpen(alarm))];
}

type Kept = Acknowledgement & { readonly covers: readonly string[] };

/** What a witness accuses us of: what nobody has acknowledged is one alarm, and what was acknowledged together is one. */
function accusations({ name, bytes, at }: NamedDocument, known: ReadonlyMap<string, Acknowledgement>) {
  const domain = name.slice(witnessNames.allAccusations.length);
  const lines = new TextDecoder().decode(bytes).split('\n').filter(Boolean);
  const key = (line: string) => `${name} ${line}`;
  return [...Map.groupBy(lines, (line) => known.get(key(line)))].map(([acknowledged, of]) =>
    named({
      of: 'ours',
      domain,
      at,
      reason: of.join('; '),
      covers: of.map(key),
      ...(acknowledged && { acknowledged }),
    }),
  );
}

function contradiction(document: NamedDocument, known: ReadonlyMap<string, Acknowledgement>) {
  const { name } = document;
  const [, domain = ''] = name.split('/');
  const { at, reason } = readAlarmDocument(document);
  const acknowledged = known.get(name);
  return named({ of: 'theirs', domain, at, reason, covers: [name], ...(acknowledged && { acknowledged }) });
}

async function named(alarm: Omit<WitnessAlarm, 'id'>): Promise<WitnessAlarm> {
  const id = hex(await digest('sha256', new TextEncoder().encode(alarm.covers.join('\n')))).slice(0, 32);
  return { id, ...alarm };
}

/** What keeps that somebody has looked at an alarm. */
export function acknowledgementDocument(
  { id, covers }: Pick<WitnessAlarm, 'id' | 'covers'>,
  { at, by, reason }: Acknowledgement,
): NamedDocument {
  const kept: Kept = { at, by, reason, covers };
  return { name: witnessNames.acknowledged(id), bytes: new TextEncoder().encode(JSON.stringify(kept)), at };
}

/** In one sentence. */
export function tellWitnessAlarm({ of, domain, at, reason, acknowledged }: WitnessAlarm): Alarm {
  const found = isoLegalTime(at);
  const told =
    of === 'ours'
      ? `OUR LOG CONTRADICTS ITSELF, says ${domain}: ${reason}`
      : `the log of ${domain} contradicts itself, found on ${found}: ${reason}`;
  return {
    code: of === 'ours' ? 'log-ours-contradicted' : 'log-theirs-contradicted',
    values: { domain, at: found, why: reason },
    text: acknowledged === undefined ? told : `${told} (${tellAcknowledged(acknowledged)})`,
  };
}

function tellAcknowledged({ at, by, reason }: Acknowledgement): string {
  return `acknowledged on ${isoLegalTime(at)} by ${by}: ${reason}`;
}

/** What a person must still hear of logs that contradict themselves: those that we watch, and ours as its witnesses see it. */
export async function witnessAlarms(archive: Pick<LogArchive, 'documents'>): Promise<readonly Alarm[]> {
  const all = await listWitnessAlarms(archive);
  return all
    .filter(({ acknowledged }) => acknowledged === undefined)
    .slice(0, MAX_SHOWN)
    .map(tellWitnessAlarm);
}
