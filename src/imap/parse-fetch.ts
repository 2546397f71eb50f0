import type { ImapCommand } from './command.ts';
import { SyntaxFault } from './command-fault.ts';
import type { FetchItem, Partial, PartPath, Section } from './query.ts';
import type { Scanner } from './scanner.ts';

type Fetch = Extract<ImapCommand, { name: 'FETCH' }>;

/** More than anybody asks for; each may be a whole message. */
const MAX_ITEMS = 1_000;
const MAX_PATH = 100;

const SIMPLE = {
  FLAGS: { kind: 'FLAGS' },
  UID: { kind: 'UID' },
  INTERNALDATE: { kind: 'INTERNALDATE' },
  'RFC822.SIZE': { kind: 'RFC822.SIZE' },
  ENVELOPE: { kind: 'ENVELOPE' },
  BODYSTRUCTURE: { kind: 'BODYSTRUCTURE' },
  MODSEQ: { kind: 'MODSEQ' },
  EMAILID: { kind: 'EMAILID' },
  THREADID: { kind: 'THREADID' },
  SAVEDATE: { kind: 'SAVEDATE' },
  RFC822: { kind: 'SECTION', section: { path: [] }, peek: false, as: 'RFC822' },
  'RFC822.HEADER': { kind: 'SECTION', section: { path: [], text: 'HEADER' }, peek: true, as: 'RFC822.HEADER' },
  'RFC822.TEXT': { kind: 'SECTION', section: { path: [], text: 'TEXT' }, peek: false, as: 'RFC822.TEXT' },
} as const satisfies Record<string, FetchItem>;
const simple = new Map<string, FetchItem>(Object.entries(SIMPLE));

const FAST = [SIMPLE.FLAGS, SIMPLE.INTERNALDATE, SIMPLE['RFC822.SIZE']];
const ALL = [...FAST, SIMPLE.ENVELOPE];
/** RFC 9051 6.4.5: alone, not in parentheses. */
const macros = new Map<string, readonly FetchItem[]>([
  ['FAST', FAST],
  ['ALL', ALL],
  ['FULL', [...ALL, { kind: 'BODY' }]],
]);

/** `FETCH 1:3 (FLAGS BODY.PEEK[HEADER]) (CHANGEDSINCE 5 VANISHED)` (RFC 9051 6.4.5, RFC 7162 3.1.4, 3.2.6). */
export function parseFetch(scanner: Scanner, byUid: boolean): Fetch {
  scanner.space();
  const set = scanner.sequenceSet();
  scanner.space();
  const items = fetchItems(scanner);
  let changedSince: number | undefined;
  let vanished = false;
  if (scanner.accept(' ')) {
    scanner.list(() => {
      const modifier = scanner.keyword('a modifier of FETCH');
      if (modifier === 'CHANGEDSINCE' && changedSince === undefined) {
        scanner.space();
        changedSince = scanner.bigNumber('a mod-sequence');
      } else if (modifier === 'VANISHED' && !vanished) vanished = true;
      else throw new SyntaxFault('no such modifier of FETCH');
    });
  }
  if (vanished && !(byUid && changedSince !== undefined))
    throw new SyntaxFault('VANISHED wants UID FETCH and CHANGEDSINCE');
  return {
    ...{ name: 'FETCH', byUid, set, items },
    ...(changedSince === undefined ? {} : { changedSince }),
    ...(vanished ? { vanished: true } : {}),
  };
}

function fetchItems(scanner: Scanner): readonly FetchItem[] {
  if (!scanner.sees('(')) {
    const name = scanner.keyword('what to fetch');
    return macros.get(name) ?? [fetchItem(scanner, name)];
  }
  let count = 0;
  return scanner.list(() => {
    if (++count > MAX_ITEMS) throw new SyntaxFault(`more than ${MAX_ITEMS} things to fetch`);
    return fetchItem(scanner, scanner.keyword('what to fetch'));
  });
}

function fetchItem(scanner: Scanner, name: string): FetchItem {
  const item = simple.get(name);
  if (item !== undefined) return item;
  switch (name) {
    case 'BODY':
      return scanner.sees('[') ? sectionItem(scanner, false) : { kind: 'BODY' };
    case 'BODY.PEEK':
      return sectionItem(scanner, true);
    case 'BINARY':
    case 'BINARY.PEEK':
      return { kind: 'BINARY', ...bracketedSection(scanner), peek: name === 'BINARY.PEEK', ...partial(scanner) };
    case 'BINARY.SIZE':
      return { kind: 'BINARY.SIZE', ...bracketedSection(scanner) };
    case 'PREVIEW':
      return { kind: 'PREVIEW', lazy: isLazy(scanner) };
    default:
      throw new SyntaxFault('what to fetch is not known');
  }
}

/** RFC 8970 3.2. What follows in parentheses may as well be the modifiers of FETCH. */
function isLazy(scanner: Scanner): boolean {
  return scanner.acceptAnyCase(' (LAZY)');
}

function sectionItem(scanner: Scanner, peek: boolean): FetchItem {
  return { kind: 'SECTION', section: bracketedSection(scanner), peek, ...partial(scanner) };
}

function bracketedSection(scanner: Scanner): Section {
  scanner.expect('[');
  const section = readSection(scanner);
  scanner.expect(']');
  return section;
}

/** RFC 9051 9, section-spec. */
function readSection(scanner: Scanner): Section {
  const path = readPath(scanner);
  if (scanner.sees(']')) return { path };
  if (path.length > 0) scanner.expect('.');
  const text = scanner.keyword('a section');
  if (text === 'HEADER' || text === 'TEXT' || (text === 'MIME' && path.length > 0)) return { path, text };
  if (text !== 'HEADER.FIELDS' && text !== 'HEADER.FIELDS.NOT') throw new SyntaxFault('no such section');
  scanner.space();
  const fields = scanner.list(() => headerFieldName(scanner));
  return { path, text: { fields, not: text === 'HEADER.FIELDS.NOT' } };
}

const FIELD_NAME = /^[!-9;-~]+$/;

/** RFC 5322 2.2: printable ASCII without the colon. */
export function headerFieldName(scanner: Scanner): string {
  const name = scanner.astring('the name of a header field');
  if (!FIELD_NAME.test(name)) throw new SyntaxFault('no name of a header field');
  return name;
}

const PATH = /(?:\d+(?:\.\d+)*)?/y;

function readPath(scanner: Scanner): PartPath {
  const written = scanner.token(PATH, 'a part');
  const path = written === '' ? [] : written.split('.').map(Number);
  if (path.length > MAX_PATH || !path.every((part) => part >= 1 && part <= 0xffff_ffff))
    throw new SyntaxFault('no such part');
  return path;
}

/** `<0.2048>`; a length of nothing is none (RFC 9051 9, partial). `<2048>`, which no RFC has, is what stands from there on. */
function partial(scanner: Scanner): { readonly partial?: Partial } {
  if (!scanner.accept('<')) return {};
  const start = scanner.bigNumber('where a partial begins');
  if (scanner.accept('>')) return { partial: [start, Number.POSITIVE_INFINITY] };
  scanner.expect('.');
  const length = scanner.bigNumber('the length of a partial');
  if (length === 0) throw new SyntaxFault('the length of a partial is 0');
  scanner.expect('>');
  return { partial: [start, length] };
}
