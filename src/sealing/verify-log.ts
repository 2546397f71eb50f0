import { type Day, isDay, nextDay, previousDay } from '#evidence';
import { closedDay, sealedNames } from '#message-log';
import { type Instant, isoLegalTime } from '#pec';
import { RowComparison } from './compare-rows.ts';
import { keptUntil } from './purge-log.ts';
import { type DayVerification, verifyDay } from './verify-day.ts';
import { Findings, type VerifiedDay, type VerifyLogPorts } from './verify-ports.ts';

export interface VerifyRange {
  /** The first and the last day; absent: the oldest and the newest there is. */
  readonly from?: Day;
  readonly to?: Day;
}

/** The days to be verified, without a gap: those in the folder, and those the database knows to be closed. */
export async function daysToVerify({ from, to }: VerifyRange, ports: VerifyLogPorts): Promise<readonly Day[]> {
  const known = [...(await daysInFolder(ports)), ...(await closedDays(ports))].sort();
  const first = from ?? known[0];
  const last = to ?? known.at(-1);
  if (first === undefined || last === undefined) return [];
  const days: Day[] = [];
  for (let day = first; day <= last; day = nextDay(day)) days.push(day);
  return days;
}

async function daysInFolder({ files }: VerifyLogPorts): Promise<readonly Day[]> {
  const days = new Set(
    (await files.list('')).filter((name) => name.startsWith('.log', 10)).map((name) => name.slice(0, 10)),
  );
  return [...days].filter(isDay);
}

/** The first and the last one. */
async function closedDays({ store }: VerifyLogPorts): Promise<readonly Day[]> {
  if (store === undefined) return [];
  const days: Day[] = [];
  for (let after = ''; ; after = sealedNames.day(days.at(-1)!)) {
    const page = await store.documents(sealedNames.days, { limit: 1_000, after });
    days.push(...page.map(({ name }) => name.slice(sealedNames.days.length)));
    if (page.length < 1_000) return days;
  }
}

/**
 * Verifies the sealed log day by day (spec 15.3; T135): each file by itself, and each against the one before. `days` as
 * `daysToVerify` answers them. Needs nothing of the server but its files; with the database, that is compared too.
 */
export async function* verifyLog(days: readonly Day[], ports: VerifyLogPorts): AsyncGenerator<VerifiedDay> {
  let before: DayVerification | undefined;
  let rows: RowComparison | undefined;
  let isFirst = true;
  for (const day of days) {
    rows ??= await comparisonFrom(day, ports);
    const now = await unlessGone(day, ports, verifyDay(day, rows, ports));
    if (now === undefined) {
      // Like the days before it, it is no longer part of the log: the next one is the first.
      yield {
        day,
        records: 0,
        octets: 0,
        findings: [],
        notes: [`${sealedNames.log(day)} was deleted meanwhile, as the log says`],
      };
      rows = undefined;
      isFirst = true;
      continue;
    }
    const link = await (isFirst ? firstLink(now, ports) : linkTo(before, now));
    const { verified } = now;
    yield { ...verified, findings: [...link.all(), ...verified.findings], notes: [...link.notes, ...verified.notes] };
    before = now;
    isFirst = false;
  }
}

/** Undefined: its thirty months are over and the purge is taking it away right now, which the log says beforehand. */
async function unlessGone(
  day: Day,
  { store }: VerifyLogPorts,
  verifying: Promise<DayVerification>,
): Promise<DayVerification | undefined> {
  const isGone = async () => {
    const deletedAt = store === undefined ? undefined : await deletionOf(day, store);
    return deletedAt !== undefined && deletedAt >= keptUntil(day);
  };
  try {
    const now = await verifying;
    return now.verified.findings.length > 0 && (await isGone()) ? undefined : now;
  } catch (fault) {
    // Its file may go between any two things that are read of it.
    if (await isGone()) return undefined;
    throw fault;
  }
}

async function comparisonFrom(day: Day, { store }: VerifyLogPorts): Promise<RowComparison | undefined> {
  const facts = store && (await closedDay(store, day));
  return facts && new RowComparison(store, facts.after);
}

/** Each day names the one before it: tree and file. */
function linkTo(before: DayVerification | undefined, { verified: { day }, content }: DayVerification): Findings {
  const findings = new Findings(day);
  if (content === undefined) return findings;
  const { previous, provider, domain } = content.opening;
  if (previous === null) {
    findings.add('link', 'it calls itself the first day of the log');
    return findings;
  }
  const named = before?.content;
  if (named === undefined) return findings;
  if (previous.size !== named.size || previous.root !== named.root)
    findings.add('link', `it names another tree of ${previous.day} than that file makes`);
  if (previous.sha256 !== before?.sha256) findings.add('link', `it names another file of ${previous.day}`);
  if (provider !== named.opening.provider) findings.notes.push(`the provider calls itself ${provider} from here on`);
  if (domain !== named.opening.domain)
    findings.add('link', `it is of ${domain}, the day before of ${named.opening.domain}`);
  return findings;
}

/** What came before the first day: nothing, a day that was deleted and said so, or one that was not asked for. */
async function firstLink(
  { verified: { day }, content }: DayVerification,
  { store, files }: VerifyLogPorts,
): Promise<Findings> {
  const findings = new Findings(day);
  const previous = content?.opening.previous;
  if (previous === undefined || previous === null) return findings;
  const isThere = (await files.size(sealedNames.log(previousDay(day)))) !== undefined;
  if (isThere) {
    findings.notes.push(`the day before, ${previous.day}, is not judged here`);
    return findings;
  }
  const gone = sealedNames.log(previous.day);
  if (store === undefined) findings.notes.push(`${gone} and what was before it are not here`);
  else {
    const deletedAt = await deletionOf(previous.day, store);
    if (deletedAt === undefined)
      findings.add('missing', `${gone} is missing, and the log does not say that it was deleted`);
    else if (deletedAt < keptUntil(previous.day))
      findings.add('missing', `${gone} was deleted on ${isoLegalTime(deletedAt)}, before its thirty months had passed`);
    else findings.notes.push(`${gone} and what was before it were deleted, as the log says`);
  }
  return findings;
}

/** When the log says that this day's file was deleted; the first time, should a purge have been interrupted. */
async function deletionOf(day: Day, store: NonNullable<VerifyLogPorts['store']>): Promise<Instant | undefined> {
  const name = sealedNames.log(day);
  for (let afterSeq = 0; ; ) {
    const page = await store.searchLog({ event: 'RegistroEliminato', afterSeq, limit: 1_000 });
    const said = page.find(({ related }) => related?.includes(name));
    if (said !== undefined) return said.instant;
    if (page.length < 1_000) return undefined;
    afterSeq = page.at(-1)!.seq;
  }
}
