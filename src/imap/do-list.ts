import { type Answer, bad, no, ok } from './answer.ts';
import type { ImapAccount } from './backend.ts';
import type { CommandNamed, Conversation } from './conversation.ts';
import { folderTree, listNames, listSubscribed } from './list-names.ts';
import { enableCondstore } from './tell-news.ts';
import { writeList, writeNamespaces, writeStatus } from './write-list.ts';

/** Each folder is compared with each pattern: a bound on what one command may ask for. */
const MAX_PATTERNS = 100;

/** LIST in all its forms (RFC 9051 6.3.9, RFC 5258, RFC 5819, RFC 6154). */
export async function list(
  talk: Conversation,
  account: ImapAccount,
  { options }: CommandNamed<'LIST'>,
): Promise<Answer> {
  const { select, patterns, extended, status } = options;
  if (select.has('RECURSIVEMATCH') && !select.has('SUBSCRIBED') && !select.has('SPECIAL-USE')) {
    return bad('RECURSIVEMATCH needs something to be selected by');
  }
  if (patterns.length > MAX_PATTERNS) return no('too many patterns', 'LIMIT');
  const { out, mode } = talk;
  // Asks for the delimiter alone (RFC 9051 6.3.9).
  if (!extended && patterns.every((pattern) => pattern === '')) {
    await out.text(writeList({ name: '', attributes: ['\\Noselect'] }, mode));
    return ok('this is the delimiter');
  }
  if (status?.includes('HIGHESTMODSEQ')) await enableCondstore(talk);
  const tree = folderTree(await account.list(), await account.subscriptions());
  for (const lines of together(listNames(tree, options))) {
    const open = status === undefined ? [] : lines.filter(({ name }) => tree.folders.get(name)?.selectable);
    const statuses =
      status && open.length > 0
        ? await account.statuses(
            open.map(({ name }) => name),
            status,
          )
        : NONE;
    for (const line of lines) {
      await out.text(writeList(line, mode));
      // One that cannot be looked into is listed all the same (RFC 5819 2).
      const values = statuses.get(line.name);
      if (values !== undefined) await out.text(writeStatus(line.name, values, mode));
    }
  }
  return ok('listed');
}

const NONE: Awaited<ReturnType<ImapAccount['statuses']>> = new Map();
/** Folders whose status is asked for at once. */
const TOGETHER = 500;

function* together<T>(each: Iterable<T>): Generator<readonly T[]> {
  let some: T[] = [];
  for (const one of each) {
    some.push(one);
    if (some.length < TOGETHER) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}

export async function lsub(
  { out, mode }: Conversation,
  account: ImapAccount,
  { reference, pattern }: CommandNamed<'LSUB'>,
): Promise<Answer> {
  const tree = folderTree(await account.list(), await account.subscriptions());
  for (const line of listSubscribed(tree, reference, pattern)) await out.text(writeList(line, mode));
  return ok('subscriptions listed');
}

export async function namespace({ out, mode }: Conversation, account: ImapAccount): Promise<Answer> {
  await out.text(writeNamespaces(account.namespaces, mode));
  return ok('namespaces told');
}
