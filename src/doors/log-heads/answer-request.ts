import { timestampResponse } from '#cms';
import {
  type Day,
  fromHex,
  isDay,
  MAX_HEADS,
  previousDay,
  writeHeadPage,
  writeProof,
  writeWitnessPage,
} from '#evidence';
import type { DayTrees, Spend } from './day-trees.ts';
import type { LogHeadsPorts } from './log-heads-ports.ts';
import { writePage } from './page.ts';

export interface LogHeadsAnswer {
  readonly status: 200 | 400 | 404 | 405 | 429;
  readonly type?: string;
  readonly body?: string | Uint8Array;
}

/** Before every day of any log. */
const BEFORE_ALL: Day = '0001-01-01';
const DAYS_ON_PAGE = 14;
const JSON_TYPE = 'application/json; charset=utf-8';

const NOT_FOUND: LogHeadsAnswer = { status: 404, type: JSON_TYPE, body: '{"error":"there is no such thing here"}' };

/** What the door says to a GET of this path and query. `spend`: of who asks. Throws AskedTooMuch. */
export async function answerRequest(
  target: string,
  ports: LogHeadsPorts,
  trees: DayTrees,
  spend: Spend,
): Promise<LogHeadsAnswer> {
  if (!URL.canParse(target, 'https://any')) return refuse('not an address');
  const { pathname, searchParams } = new URL(target, 'https://any');
  switch (pathname) {
    case '/log/':
      return answerPage(ports);
    case '/log/heads':
      return answerHeads(searchParams, ports);
    case '/log/consistency':
      return answerConsistency(searchParams, trees, spend);
    case '/log/inclusion':
      return answerInclusion(searchParams, trees, spend);
    case '/log/witnessed':
      return answerWitnessed(searchParams, ports);
    default:
      return answerFile(pathname, ports);
  }
}

async function answerPage(ports: LogHeadsPorts): Promise<LogHeadsAnswer> {
  const newest = await ports.newest();
  const heads = newest === undefined ? [] : await ports.heads(daysBefore(newest.head.day, DAYS_ON_PAGE), DAYS_ON_PAGE);
  return { status: 200, type: 'text/html; charset=utf-8', body: writePage(ports.provider, heads) };
}

function daysBefore(day: Day, count: number): Day {
  return count === 0 ? day : daysBefore(previousDay(day), count - 1);
}

async function answerHeads(query: URLSearchParams, ports: LogHeadsPorts): Promise<LogHeadsAnswer> {
  const asked = readRange(query);
  if (asked === undefined) return refuse('after is a day (2026-11-22), limit a number from 1 to 100');
  return json(writeHeadPage(await ports.heads(asked.after, asked.limit)));
}

async function answerWitnessed(query: URLSearchParams, ports: LogHeadsPorts): Promise<LogHeadsAnswer> {
  const asked = readRange(query);
  const domain = query.get('domain')?.toLowerCase() ?? '';
  if (asked === undefined || !/^[a-z0-9.-]{1,253}$/.test(domain))
    return refuse('domain is that of a provider, after a day (2026-11-22), limit a number from 1 to 100');
  const { heads, alarms } = await ports.witnessed(domain, asked.after, asked.limit);
  return json(writeWitnessPage(heads, alarms));
}

async function answerConsistency(query: URLSearchParams, trees: DayTrees, spend: Spend): Promise<LogHeadsAnswer> {
  const [day, from, to] = [query.get('day'), countOf(query.get('from')), countOf(query.get('to'))];
  if (!isDay(day) || from === undefined || to === undefined || from < 1 || from > to)
    return refuse('day, from and to are a day and two sizes of its tree, the smaller first');
  const tree = await trees.treeOf(day, spend);
  if (tree === undefined || to > tree.size) return NOT_FOUND;
  return json(writeProof(await tree.consistency(from, to), { day, from, to }));
}

async function answerInclusion(query: URLSearchParams, trees: DayTrees, spend: Spend): Promise<LogHeadsAnswer> {
  const [day, commitment, size] = [
    query.get('day'),
    fromHex(query.get('commitment') ?? ''),
    countOf(query.get('size')),
  ];
  if (!isDay(day) || commitment?.length !== 32 || size === undefined)
    return refuse('day, commitment and size are a day, 64 lower-case hex digits and a size of its tree');
  const tree = await trees.treeOf(day, spend);
  if (tree === undefined || size > tree.size) return NOT_FOUND;
  const index = await trees.leafOf(day, commitment, size, spend);
  return index === undefined ? NOT_FOUND : json(writeProof(await tree.inclusion(index, size), { day, size, index }));
}

/** `/log/2026-11-22.p7m` and `.tsr`: the newest head of a day as files, for `openssl`. */
async function answerFile(pathname: string, ports: LogHeadsPorts): Promise<LogHeadsAnswer> {
  const [, day, kind] = /^\/log\/(\d{4}-\d\d-\d\d)\.(p7m|tsr)$/.exec(pathname) ?? [];
  if (!isDay(day)) return NOT_FOUND;
  const [found] = await ports.heads(previousDay(day), 1);
  if (found?.head.day !== day) return NOT_FOUND;
  if (kind === 'p7m') return { status: 200, type: 'application/pkcs7-mime; smime-type=signed-data', body: found.p7m };
  if (found.timestamp === undefined) return NOT_FOUND;
  return { status: 200, type: 'application/timestamp-reply', body: timestampResponse(found.timestamp) };
}

function readRange(query: URLSearchParams): { after: Day; limit: number } | undefined {
  const after = query.get('after') ?? BEFORE_ALL;
  const limit = countOf(query.get('limit') ?? String(MAX_HEADS));
  if (!isDay(after) || limit === undefined || limit < 1) return undefined;
  return { after, limit: Math.min(limit, MAX_HEADS) };
}

function countOf(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function json(body: string): LogHeadsAnswer {
  return { status: 200, type: JSON_TYPE, body };
}

function refuse(error: string): LogHeadsAnswer {
  return { status: 400, type: JSON_TYPE, body: JSON.stringify({ error }) };
}
