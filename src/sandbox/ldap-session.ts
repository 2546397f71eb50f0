import {
  type BerElement,
  BerFault,
  contentOf,
  LDAP,
  type LdapMessage,
  MessageCutter,
  numberOf,
  PAGED_RESULTS,
  type Page,
  RESULT,
  readElements,
  readMessage,
  readPage,
  text,
  textOf,
  writeMessage,
  writeResult,
} from '#adapters/ldap';
import type { LdifEntry } from '#ldif';
import { answerSearch } from './ldap-search.ts';
import { type LdapTree, openTree } from './ldap-tree.ts';

const MAX_REQUEST_BYTES = 65_536;
const NOTICE_OF_DISCONNECTION = '1.3.6.1.4.1.1466.20036';
const SIMPLE = 0x80;
const SASL = 0xa3;
const EXTENDED_NAME = 0x80;
const RESPONSE_NAME = 0x8a;
/** Request to response: modify, add, delete, modify DN, compare. */
const REFUSED: ReadonlyMap<number, number> = new Map([
  [0x66, 0x67],
  [0x68, 0x69],
  [0x4a, 0x6b],
  [0x6c, 0x6d],
  [0x6e, 0x6f],
]);

/** The directory as it stands, with a number that changes when it does: cookies of pages bear it. */
export type CurrentTree = () => { readonly tree: LdapTree; readonly version: number };

/** The tree is made anew when `entries` answers another array. */
export function currentTree(entries: () => readonly LdifEntry[]): CurrentTree {
  let of: readonly LdifEntry[] | undefined;
  let kept = { tree: openTree([]), version: 0 };
  return () => {
    const now = entries();
    if (now !== of) kept = { tree: openTree(now), version: kept.version + 1 };
    of = now;
    return kept;
  };
}

/** One peer's conversation, whatever carries its octets: bind, search, unbind, abandon; everything else is refused. */
export class LdapSession {
  readonly #current: CurrentTree;
  readonly #cutter = new MessageCutter(MAX_REQUEST_BYTES);
  #isOver = false;

  constructor(current: CurrentTree) {
    this.#current = current;
  }

  /** The peer has said good-bye, or something that is not LDAP: the connection is to be closed. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The messages to send for what was received, one request after the other. Never throws for what a peer sends. */
  *take(piece: Uint8Array): Generator<Uint8Array> {
    try {
      for (const bytes of this.#cutter.push(piece)) {
        const message = readMessage(bytes);
        // It is kept for what the server says unasked (RFC 4511 4.1.1.1).
        if (message.id === 0) throw new BerFault('a request with the number 0');
        this.#isOver = message.operation.tag === LDAP.unbindRequest;
        if (this.#isOver) return;
        yield* this.#answer(message);
      }
    } catch (fault) {
      if (!(fault instanceof BerFault)) throw fault;
      // RFC 4511 4.1.1, 4.4.1.
      this.#isOver = true;
      const name = text(NOTICE_OF_DISCONNECTION, RESPONSE_NAME);
      const diagnostic = fault.message;
      yield writeMessage(0, writeResult(LDAP.extendedResponse, RESULT.protocolError, { diagnostic }, name));
    }
  }

  *#answer({ id, operation, controls }: LdapMessage): Generator<Uint8Array> {
    const { tag } = operation;
    // What is answered at once cannot be abandoned any more (RFC 4511 4.11).
    if (tag === LDAP.abandonRequest) return;
    const isPaged = tag === LDAP.searchRequest;
    const unknown = controls.some(({ oid, isCritical }) => isCritical && !(isPaged && oid === PAGED_RESULTS));
    const refusal = unknown
      ? refuse(tag, RESULT.unavailableCriticalExtension, 'a critical control that is not known')
      : undefined;
    if (refusal !== undefined) return yield writeMessage(id, refusal);
    if (!isPaged) return yield writeMessage(id, answerOther(operation));
    const value = controls.find(({ oid }) => oid === PAGED_RESULTS)?.value;
    const page: Page | undefined = value && readPage(value);
    const { tree, version } = this.#current();
    for (const answer of answerSearch(operation, tree, version, page))
      yield writeMessage(id, answer.operation, answer.page === undefined ? [] : [answer.page]);
  }
}

function refuse(tag: number, code: number, diagnostic: string): Uint8Array {
  const responses = [
    [LDAP.bindRequest, LDAP.bindResponse],
    [LDAP.searchRequest, LDAP.searchDone],
    [LDAP.extendedRequest, LDAP.extendedResponse],
    ...REFUSED,
  ] as const;
  const response = responses.find(([request]) => request === tag)?.[1];
  if (response === undefined) throw new BerFault('an operation that LDAP does not have');
  return writeResult(response, code, { diagnostic });
}

function answerOther(operation: BerElement): Uint8Array {
  if (operation.tag === LDAP.bindRequest) return bind(operation);
  if (operation.tag !== LDAP.extendedRequest)
    return refuse(operation.tag, RESULT.unwillingToPerform, 'this directory is only read');
  const name = textOf(readElements(operation.content)[0], EXTENDED_NAME);
  return refuse(operation.tag, RESULT.protocolError, `the extended operation ${name} is not known`);
}

/** Who somebody is stands in the certificate of his TLS connection: no password is known here (RFC 4513). */
function bind(operation: BerElement): Uint8Array {
  const [version, name, credentials] = readElements(operation.content);
  const answer = (code: number, diagnostic = '') => writeResult(LDAP.bindResponse, code, { diagnostic });
  if (numberOf(version) !== 3) return answer(RESULT.protocolError, 'LDAP version 3 is spoken here');
  const who = textOf(name);
  if (credentials?.tag === SASL) {
    const mechanism = textOf(readElements(credentials.content)[0]);
    if (mechanism === 'EXTERNAL') return answer(RESULT.success);
    return answer(RESULT.authMethodNotSupported, 'EXTERNAL, or nobody');
  }
  const password = contentOf(credentials, SIMPLE);
  if (password.length > 0)
    return answer(RESULT.invalidCredentials, 'there are no passwords here: your certificate says who you are');
  if (who === '') return answer(RESULT.success);
  return answer(RESULT.unwillingToPerform, 'a name without a password proves nothing (RFC 4513 5.1.2)');
}
