import { type Day, isDay, nextDay, previousDay } from '#evidence';
import { closedDay, sealedNames } from '#message-log';
import { RowComparison } from './compare-rows.ts';
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
  for (const [n, day] of days.entries()) {
    rows ??= await comparisonFrom(day, ports);
    const now = await verifyDay(day, rows, ports);
    const link = await (n === 0 ? firstLink(now, ports) : linkTo(before, now));
    const { verified } = now;
    yield { ...verified, findings: [...link.all(), ...verified.findings], notes: [...link.notes, ...verified.notes] };
    before = now;
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
  else if (await wasDeleted(gone, store))
    findings.notes.push(`${gone} and what was before it were deleted, as the log says`);
  else findings.add('missing', `${gone} is missing, and the log does not say that it was deleted`);
  return findings;
}

async function wasDeleted(name: string, store: NonNullable<VerifyLogPorts['store']>): Promise<boolean> {
  for (let afterSeq = 0; ; ) {
    const page = await store.searchLog({ event: 'RegistroEliminato', afterSeq, limit: 1_000 });
    if (page.some(({ related }) => related?.includes(name))) return true;
    if (page.length < 1_000) return false;
    afterSeq = page.at(-1)!.seq;
  }
}
