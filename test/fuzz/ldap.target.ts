import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  BindRequest,
  DeleteRequest,
  ExtendedRequest,
  FilterParser,
  PagedResultsControl,
  SearchRequest,
  type SearchRequestMessageOptions,
  UnbindRequest,
} from 'ldapts';
import { LDAP, MessageCutter, readMessage } from '#adapters/ldap';
import { readLdif } from '#ldif';
import { currentTree, LdapSession } from '#sandbox';
import type { Dice } from './mutate.ts';
import { octets, type Target, words } from './target.ts';

const entries = readLdif(readFileSync(new URL('../../fixtures/rfc6109/directory.ldif', import.meta.url)));
const current = currentTree(() => entries);

function search(filter: string, more: Partial<SearchRequestMessageOptions> = {}): Uint8Array {
  const parsed = FilterParser.parseString(filter);
  return new SearchRequest({ messageId: 2, baseDN: 'o=postacert', filter: parsed, timeLimit: 0, ...more }).write();
}

const page = new PagedResultsControl({ value: { size: 2, cookie: Buffer.from('1 2') }, critical: true });
const GOOD = new Uint8Array(search('(mailReceipt=*)', { attributes: ['managedDomains'] }));

const target: Target = {
  corpus: {
    // What ldapts makes are Buffers, whose slices are no copies.
    inputs: [
      GOOD,
      search('(&(objectClass=provider)(!(providerUnit=*))(|(managedDomains=*.example.com)(mailReceipt=a*b*c)))'),
      search('(providerCertificateHash>=0)', { controls: [page], scope: 'one' }),
      search('(objectClass=*)', { baseDN: '', scope: 'base', attributes: ['*', '+', 'providerCertificate;binary'] }),
      search('(o=postacert)', { baseDN: 'cn=subschema', scope: 'base', returnAttributeValues: false, sizeLimit: 1 }),
      new BindRequest({ messageId: 1, dn: 'cn=a', password: 'b' }).write(),
      Buffer.concat([new BindRequest({ messageId: 1, mechanism: 'EXTERNAL' }).write(), GOOD]),
      new ExtendedRequest({ messageId: 3, oid: '1.3.6.1.4.1.1466.20037' }).write(),
      new DeleteRequest({ messageId: 4, dn: 'o=postacert' }).write(),
      Buffer.concat([GOOD, GOOD, new UnbindRequest({ messageId: 5 }).write()]),
    ].map((bytes) => new Uint8Array(bytes)),
    words: [
      ...words('\x30\x80', '\x30\x84\0\0\0\x20', '\xa0\0', '\xa2\x02\xa2\0', '\x04\0', '\x02\x01\x7f', '\x0a\x01\x03'),
      ...words(
        '\x87\x0bobjectClass',
        '\xa4\x04\x04\0\x30\0',
        'o=postacert',
        ',',
        '\\',
        '\\c3',
        '=',
        ';binary',
        '\0',
        '\xff',
      ),
      GOOD,
      octets('\xa2\x7e'.repeat(60)),
    ],
  },
  judge(input, dice) {
    const session = new LdapSession(current);
    const answered = converse(session, input, dice);
    for (const { operation, id } of answered)
      if (operation.tag === LDAP.extendedResponse && id === 0) assert.ok(session.isOver);
    const after = converse(new LdapSession(current), GOOD, dice);
    assert.equal(after.length, 4, 'others are answered as before');
  },
};
export default target;

/** Says it in pieces; what comes back must be LDAP. */
function converse(session: LdapSession, input: Uint8Array, dice: Dice) {
  const cutter = new MessageCutter(1_000_000);
  const heard: ReturnType<typeof readMessage>[] = [];
  for (let at = 0; at < input.length && !session.isOver; ) {
    const length = 1 + dice.roll(dice.pick([4, 60, 70_000]));
    for (const bytes of session.take(input.subarray(at, at + length)))
      heard.push(...cutter.push(bytes).map(readMessage));
    at += length;
  }
  assert.equal(cutter.pending, 0);
  return heard;
}
