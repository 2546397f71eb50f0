import {
  BER,
  type BerElement,
  BerFault,
  element,
  flagOf,
  inside,
  LDAP,
  numberOf,
  type Page,
  pageControl,
  RESULT,
  readElements,
  text,
  textOf,
  writeResult,
} from '#adapters/ldap';
import { type Filter, readFilter } from './ldap-filter.ts';
import { type AttributeType, attributeType } from './ldap-schema.ts';
import { entriesInScope, type LdapTree, parseDn, type Scope, type TreeEntry } from './ldap-tree.ts';

const SCOPES: readonly Scope[] = ['base', 'one', 'sub', 'children'];
/** The most entries of one search without pages, and of one page. */
const MAX_ENTRIES = 1_000;
const MAX_ATTRIBUTES = 100;

interface SearchRequest {
  readonly base: string;
  readonly scope: Scope;
  /** 0: none. */
  readonly sizeLimit: number;
  readonly typesOnly: boolean;
  readonly filter: Filter;
  readonly attributes: readonly string[];
}

/** RFC 4511 4.5.1. Aliases do not exist here, and nothing takes long enough for a time limit. Throws BerFault. */
function readSearch(operation: BerElement): SearchRequest {
  const [base, scope, aliases, sizeLimit, timeLimit, typesOnly, filter, attributes, ...more] = readElements(
    operation.content,
  );
  numberOf(aliases, BER.enumerated);
  numberOf(timeLimit);
  const wanted = inside(attributes, BER.sequence);
  const scopeName = SCOPES[numberOf(scope, BER.enumerated)];
  const limit = numberOf(sizeLimit);
  if (scopeName === undefined || limit < 0 || more.length > 0) throw new BerFault('not a search');
  if (wanted.length > MAX_ATTRIBUTES) throw new BerFault('too many attributes');
  return {
    base: textOf(base),
    scope: scopeName,
    sizeLimit: limit,
    typesOnly: flagOf(typesOnly),
    filter: readFilter(filter),
    attributes: wanted.map((name) => textOf(name)),
  };
}

/** One operation to send, with the control of a page where it ends one. */
export interface Answer {
  readonly operation: Uint8Array;
  readonly page?: ReturnType<typeof pageControl>;
}

const done = (code: number, diagnostic = '', matchedDn = ''): Answer => ({
  operation: writeResult(LDAP.searchDone, code, { diagnostic, matchedDn }),
});

/** What the tree answers to a search. `version` of the tree stands in the cookies of its pages. Throws BerFault. */
export function* answerSearch(
  operation: BerElement,
  tree: LdapTree,
  version: number,
  page: Page | undefined,
): Generator<Answer> {
  const request = readSearch(operation);
  const base = parseDn(request.base);
  if (base === undefined) return yield done(RESULT.invalidDnSyntax, 'not a distinguished name');
  const found = entriesInScope(tree, base, request.scope);
  if ('matched' in found) return yield done(RESULT.noSuchObject, '', found.matched);
  const matching = found.entries.filter((entry) => request.filter(entry) === true);
  const from = page === undefined ? 0 : placeOf(page.cookie, version);
  if (from === undefined) return yield done(RESULT.unwillingToPerform, 'the directory has changed: begin anew');

  const asked = request.sizeLimit || Number.POSITIVE_INFINITY;
  const limit = page === undefined ? Math.min(asked, MAX_ENTRIES) : asked;
  const most = page === undefined ? limit : Math.min(page.size, limit - from, MAX_ENTRIES);
  const until = Math.min(matching.length, from + Math.max(0, most));
  for (const entry of matching.slice(from, until)) yield { operation: entryFor(entry, request) };
  const isCut = until < matching.length && (page === undefined || until >= limit);
  const end = done(isCut ? RESULT.sizeLimitExceeded : RESULT.success);
  if (page === undefined) return yield end;
  const cookie = isCut || until === matching.length ? new Uint8Array() : Buffer.from(`${version} ${until}`);
  yield { ...end, page: pageControl({ size: matching.length, cookie }) };
}

/** Where a page goes on; undefined when its cookie is of another tree or of nobody. */
function placeOf(cookie: Uint8Array, version: number): number | undefined {
  if (cookie.length === 0) return 0;
  const [, of, place] = /^(\d{1,15}) (\d{1,9})$/.exec(Buffer.from(cookie).toString('latin1')) ?? [];
  return Number(of) === version ? Number(place) : undefined;
}

function entryFor(entry: TreeEntry, { attributes, typesOnly }: SearchRequest): Uint8Array {
  const told = [...entry.attributes.values()].filter(({ type }) => isWanted(type, attributes));
  const parts = told.map(({ type, values }) => {
    const octets = typesOnly ? [] : values.map((value) => element(BER.octets, value));
    return element(BER.sequence, text(type.isBinary ? `${type.name};binary` : type.name), element(BER.set, ...octets));
  });
  return element(LDAP.searchEntry, text(entry.dn), element(BER.sequence, ...parts));
}

/** RFC 4511 4.5.1.8; `+`: RFC 3673. */
function isWanted(type: AttributeType, attributes: readonly string[]): boolean {
  if (attributes.length === 0) return type.isOperational !== true;
  return attributes.some((word) => {
    if (word === '*') return type.isOperational !== true;
    if (word === '+') return type.isOperational === true;
    return attributeType(word) === type;
  });
}
