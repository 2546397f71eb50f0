import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { readCrl, readSignedData } from '#cms';
import { readMessage, verifyMessage } from '#pec';
import { LISTS } from './authorities.ts';
import {
  type Answers,
  crlPath,
  type Expected,
  expectedWords,
  indexPath,
  inWords,
  messagePath,
  pathOf,
  readExpected,
  trustPath,
} from './expected.ts';
import { providerFixtures } from './fixtures.ts';
import type { Ran } from './many-commands.ts';
import { anyChange, judgeChange, originals } from './mutations.ts';

const folder = mkdtempSync(join(tmpdir(), 'ceralacca-providers-'));
after(() => rmSync(folder, { recursive: true }));

const noOpenssl = spawnSync('openssl', ['version']).error ? 'openssl is not installed' : false;
const rows = readExpected();
const concurrency = availableParallelism();

function openssl(words: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile('openssl', words, { maxBuffer: 1 << 26 }, (fault, out, err) =>
      resolve({ code: fault === null ? 0 : typeof fault.code === 'number' ? fault.code : -1, out, err }),
    );
  });
}

/** The ways in which each message is judged on the command line. */
function commandLines(row: Expected): readonly (readonly string[])[] {
  const verify = ['verify', messagePath(row), '--index', indexPath];
  const trusting = [...verify, '--trust', trustPath(row)];
  const withList = row.crl === '-' ? [] : [[...trusting, '--crl', crlPath(row)]];
  return [[...trusting, '--json'], trusting, [...trusting, '--strict'], verify, ...withList];
}

test('the fixtures are what the maker makes, octet by octet', () => {
  for (const [path, octets] of providerFixtures()) {
    assert.ok(Buffer.from(octets).equals(readFileSync(pathOf(path))), path);
  }
});

describe('ceralacca verify answers as the table says', () => {
  let answers: readonly Ran[];
  before(() => {
    const program = fileURLToPath(new URL('./many-commands.ts', import.meta.url));
    const input = JSON.stringify(rows.flatMap(commandLines));
    const { stdout, stderr } = spawnSync(process.execPath, [program], { input, maxBuffer: 1 << 26, encoding: 'utf8' });
    assert.equal(stderr, '');
    answers = JSON.parse(stdout) as readonly Ran[];
  });

  let next = 0;
  for (const row of rows) {
    const from = next;
    next += commandLines(row).length;
    test(`${row.file} under ${row.trust}`, () => {
      const [json, plain, strict, untrusted, withList] = answers.slice(from, from + commandLines(row).length);
      const found = inWords(JSON.parse(json!.out) as Answers);
      assert.deepEqual(found, expectedWords(row, found));
      const codes = [json, plain, strict, untrusted, withList].map((ran) => (ran ? String(ran.code) : '-'));
      assert.deepEqual(codes, [row.exit, row.exit, row.strict, row.untrusted, row['with-crl']]);
      for (const ran of [json, plain, strict, untrusted]) assert.equal(ran!.err, '');
      // Nobody is left without a reason.
      assert.match(plain!.out, row.exit === '1' ? /^ {2}NO {2}.*[\s\S]*NOT valid PEC/m : /valid PEC evidence|genuine/);
      assert.match(strict!.out, row.strict === '1' ? /^ {2}(NO|!) /m : /valid PEC evidence|genuine/);
      assert.match(untrusted!.out, /^ {2}NO {2}(certificate {2}no root certificate was given.*--trust|signature)/m);
      if (withList === undefined) return;
      const mark = { good: 'yes', revoked: 'NO ', unknown: '!  ' }[row.revocation!];
      assert.ok(withList.out.includes(`\n  ${mark} revocation `), withList.out);
    });
  }
});

/** What OpenSSL cannot read although it is good: lines of Base64 over its limit. */
const NOT_READ = ['saved/other-letters'];

describe('OpenSSL says the same of signatures and certificates', { concurrency, skip: noOpenssl }, () => {
  for (const row of rows) {
    test(`T63 ${row.file} under ${row.trust}`, async () => {
      const message = await opensslInput(row);
      const out = ['-out', join(folder, 'out')];
      const alone = await openssl(['cms', '-verify', ...message, '-noverify', ...out]);
      assert.equal(alone.code === 0, row.signature === 'valid', alone.err);
      const { at } = await verifyMessage(readFileSync(messagePath(row)), { trust: [] });
      const trusted = ['-CAfile', trustPath(row), '-partial_chain', '-auth_level', '0', '-attime', String(at! / 1000)];
      const chain = await openssl(['cms', '-verify', ...message, ...trusted, ...out]);
      const sound = row.signature === 'valid' && row.chain === 'ok' && row.names === 'ok';
      assert.equal(chain.code === 0, sound, chain.err);
      if (row.crl === '-' || readCrl(LISTS[row.crl!]!).thisUpdate > at! || row.revocation === 'unknown') return;
      // OpenSSL wants trust and lists in one file, and asks for the leaf's list alone.
      const both = join(folder, `${row.file!.replace('/', '-')}.pem`);
      writeFileSync(both, Buffer.concat([readFileSync(trustPath(row)), readFileSync(crlPath(row))]));
      const crl = ['-CAfile', both, '-partial_chain', '-auth_level', '0', '-crl_check', '-attime', String(at! / 1000)];
      const revocation = await openssl(['cms', '-verify', ...message, ...crl, ...out]);
      assert.equal(revocation.code === 0, row.revocation === 'good', revocation.err);
    });
  }

  test('T59 BER is BER: indefinite lengths stand where the shape has them', async () => {
    for (const [file, indefinite] of [
      ['aruba-2018/M1', 0],
      ['infocert-2018/M4', 5],
      ['aruba-2026/M1', 5],
      ['saved/ber-to-the-last', 21],
    ] as const) {
      const { signed } = await readMessage(readFileSync(pathOf(`${file}.eml`)));
      const p7s = join(folder, 'p7s');
      writeFileSync(p7s, signed!.signature);
      const { out } = await openssl(['asn1parse', '-inform', 'DER', '-in', p7s]);
      assert.equal(out.match(/l=inf/g)?.length ?? 0, indefinite, file);
      assert.equal(readSignedData(signed!.signature).certificates.length > 0, true);
    }
  });
});

async function opensslInput(row: Expected): Promise<readonly string[]> {
  if (!NOT_READ.includes(row.file!)) return ['-in', messagePath(row)];
  const octets = readFileSync(messagePath(row));
  const { signed } = await readMessage(octets);
  const [p7s, content] = [join(folder, 'other.p7s'), join(folder, 'other.content')];
  writeFileSync(p7s, signed!.signature);
  writeFileSync(content, octets.subarray(signed!.content.start, signed!.content.end));
  return ['-inform', 'DER', '-in', p7s, '-binary', '-content', content];
}

test('twenty thousand changed fixtures are read, and none is held for more than what was signed', async () => {
  const all = await originals();
  let held = 0;
  await fc.assert(
    fc.asyncProperty(anyChange, async (change) => {
      if (await judgeChange(all[Math.floor(change.fixture * all.length)]!, change)) held++;
    }),
    { numRuns: 20_000 },
  );
  assert.ok(held > 100, 'some changes are outside what was signed');
});
