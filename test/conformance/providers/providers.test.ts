import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { fromPem } from '#cms';
import { readLdif } from '#ldif';
import {
  checkReceived,
  MESSAGE_NUMBERS,
  type ProviderIndexView,
  providerIndexOf,
  readProviderRecords,
  verifyMessage,
} from '#pec';
import {
  crlPath,
  type Expected,
  expectedWords,
  fixtureNames,
  indexPath,
  inWords,
  messagePath,
  readExpected,
  trustPath,
} from './expected.ts';
import { MSGID, OTHERS, RECIPIENT, SENDER, SUBJECT } from './kinds.ts';

const rows = readExpected();
const ders = (path: string) => fromPem(readFileSync(path, 'latin1')).map(({ der }) => der);

let index: ProviderIndexView;
before(async () => {
  const { records, problems } = await readProviderRecords(readLdif(readFileSync(indexPath)));
  assert.deepEqual(problems, []);
  index = providerIndexOf(records);
});

const judge = (row: Expected, more: Partial<Parameters<typeof verifyMessage>[1]> = {}) =>
  verifyMessage(readFileSync(messagePath(row)), { trust: ders(trustPath(row)), index, ...more });

test('every fixture of the providers stands in the table, and all fourteen kinds are among them', () => {
  assert.deepEqual([...new Set(rows.map(({ file }) => file!))].sort(), fixtureNames());
  const good = rows.filter(({ file, exit }) => exit === '0' && !/^(saved|broken)\//.test(file!));
  assert.deepEqual(new Set(good.map(({ kind }) => kind)), new Set(MESSAGE_NUMBERS));
});

describe("messages in the providers' shapes come out as the table says", () => {
  for (const row of rows) {
    test(`T63 ${row.file} under ${row.trust}: ${row.what}`, async () => {
      const verdict = await judge(row);
      const found = inWords(verdict);
      assert.deepEqual(found, expectedWords(row, found));
      assert.equal(verdict.holds, row.exit === '0');
      assert.equal(verdict.holds && found.warnings === '-', row.strict === '0');
      assert.equal((await judge(row, { trust: [] })).holds, row.untrusted === '0');
      if (row.crl === '-') return;
      const judged = await judge(row, { crls: ders(crlPath(row)) });
      const { revocation, revocationReason } = judged.chain!;
      assert.equal(revocation, row.revocation === 'unknown' ? 'not-judged' : row.revocation);
      assert.equal(revocationReason !== undefined, row.revocation === 'unknown');
      assert.equal(judged.holds, row['with-crl'] === '0');
    });
  }
});

test('T59 T60 T63 of every good message the certification data are read, in whatever order and encoding they came', async () => {
  const good = rows.filter(({ exit, kind }) => exit === '0' && kind !== 'M6');
  for (const row of good) {
    const { message, at } = await judge(row);
    assert.ok(message.daticert?.ok, row.file);
    const { value } = message.daticert;
    assert.equal(value.sender, SENDER);
    assert.equal(value.subject, SUBJECT);
    assert.equal(value.identificativo, message.identificativo);
    assert.equal(value.msgid, row.file!.startsWith('poste') ? undefined : MSGID);
    if (row.file !== 'saved/other-date') assert.equal(message.daticert.at, at);
    if (message.number !== 'M4') continue;
    assert.equal(message.originalMessageId, value.identificativo, row.file);
    const isOutside = row.file!.startsWith('namirial');
    assert.deepEqual(
      value.recipients.map(({ address, type }) => `${type} ${address}`),
      isOutside ? OTHERS.toReversed().map((one) => `esterno ${one}`) : [`certificato ${RECIPIENT}`],
    );
    assert.deepEqual(checkReceived(message, { mailFrom: SENDER, recipients: isOutside ? [] : [RECIPIENT] }), []);
  }
});

test('T59 SHA-1 and what it signed is refused where it is not accepted', async () => {
  for (const row of rows.filter(({ exit, warnings }) => exit === '0' && /certificate|digest/.test(warnings!))) {
    assert.equal((await judge(row, { acceptSha1: false })).holds, false, row.file);
  }
});

test('the instant is that of Date, else the certified one', async () => {
  const of = async (file: string) => judge(rows.find((row) => row.file === file)!);
  const { at, atFrom } = await of('saved/no-date');
  assert.deepEqual([at, atFrom], [Date.parse('2026-03-05T08:12:45Z'), 'daticert']);
  assert.equal((await of('saved/other-date')).atFrom, 'date-header');
});

test('without a path to trust the verdict names the highest certificate that is missing', async () => {
  const reason = async (file: string) => {
    const { chain } = await judge(rows.find((row) => row.file === file)!, { trust: [] });
    return chain!.pathReason;
  };
  assert.match((await reason('aruba-2026/M1'))!, /^no certificate of the issuer .*CN=National test root .* at hand$/);
  assert.match((await reason('saved/with-root'))!, /CN=National test root \(Actalis-like\) is not trusted$/);
  assert.match((await reason('broken/missing-authority'))!, /issuer .*CN=AgID-like test CA1 is at hand$/);
});
