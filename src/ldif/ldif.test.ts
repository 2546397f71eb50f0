import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import fc from 'fast-check';
import { type LdifEntry, LdifFault } from './ldif.ts';
import { readLdif } from './read-ldif.ts';
import { writeLdif } from './write-ldif.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const fixture = async (name: string) =>
  new Uint8Array(await readFile(new URL(`../../fixtures/rfc6109/${name}`, import.meta.url)));
const plain = (entries: readonly LdifEntry[]) =>
  entries.map(({ dn, attributes }) => ({ dn, attributes: [...attributes] }));

test('T122 the directory of RFC 6109 is read and its certificates hash to their published values', async () => {
  const entries = readLdif(await fixture('directory.ldif'));
  assert.deepEqual(
    entries.map((entry) => entry.dn),
    [
      'o=postacert',
      'providerName=Anonymous Certified Mail S.p.A.,o=postacert',
      'providerUnit=Secondary Environment, providerName=AnonymousCertified Mail S.p.A.,o=postacert',
      'providerName=Postal Services S.r.l.,o=postacert',
    ],
  );
  const published = [
    '7e7aef1059ae0f454f2643a95f69ec3556009239',
    '7e7aef1059ae0f454f2643a95f69ec3556009239',
    'e00fdd9d88be0e2cc766b893315caf93d5701a6a',
  ];
  for (const [index, entry] of entries.slice(1).entries()) {
    const [certificate] = entry.attributes.get('providercertificate') ?? [];
    assert.ok(certificate instanceof Uint8Array);
    assert.equal(createHash('sha1').update(certificate).digest('hex'), published[index]);
    assert.equal(String(entry.attributes.get('providercertificatehash')?.[0]).toLowerCase(), published[index]);
  }
});

test('T122 attributes in many lines, in any letter case, keep their order', async () => {
  const [root, provider] = readLdif(await fixture('directory.ldif'));
  assert.deepEqual(root!.attributes.get('objectclass'), ['top', 'organization', 'LDIFLocationURLObject']);
  assert.deepEqual(provider!.attributes.get('manageddomains'), [
    'mail.anpocert.example.com',
    'cert.company.example.com',
    'costmec.example.com',
  ]);
});

test('T124 the record of a secondary environment has its own certificate, domains and mailReceipt', async () => {
  const secondary = readLdif(await fixture('directory.ldif'))[2]!;
  assert.deepEqual(secondary.attributes.get('providerunit'), ['Secondary Environment']);
  assert.deepEqual(secondary.attributes.get('mailreceipt'), ['notifications@secondary.anpocert.example.com']);
  assert.equal(secondary.attributes.get('manageddomains')?.length, 2);
});

test('T122 the first example of RFC 6109, where one base64 character is missing, is refused with its line', async () => {
  const damaged = await fixture('directory-damaged.ldif');
  assert.throws(
    () => readLdif(damaged),
    (fault: unknown) =>
      fault instanceof LdifFault && /line \d+: providercertificate: the base64 is damaged/.test(fault.message),
  );
});

test('folding, comments, CRLF, options, base64 text and values without a space are read', () => {
  const text = [
    'version: 1',
    '# a comment',
    ' that goes on',
    'dn:: bz1wb3N0YWNlcnQ=',
    'Description;lang-it:: cGVyY2jDqQ==',
    'description:senza spazio',
    'description: due  spazi e',
    '  poi altro',
    'empty:',
    'x;binary:: AAE=',
    'y:: /w==',
    '',
    '',
    'dn: o=due',
  ].join('\r\n');
  assert.deepEqual(plain(readLdif(bytes(text))), [
    {
      dn: 'o=postacert',
      attributes: [
        ['description', ['perché', 'senza spazio', 'due  spazi e poi altro']],
        ['empty', ['']],
        ['x', [Uint8Array.of(0, 1)]],
        ['y', [Uint8Array.of(0xff)]],
      ],
    },
    { dn: 'o=due', attributes: [] },
  ]);
});

test('UTF-8 outside base64 is tolerated and a byte order mark before the file is skipped', () => {
  assert.equal(readLdif(bytes('\ufeffdn: o=città\n'))[0]!.dn, 'o=città');
});

test('what is no LDIF content is refused with the number of the line', () => {
  const cases: readonly [text: string, fault: RegExp][] = [
    ['dn: o=x\njpegPhoto:< file:///etc/passwd\n', /line 2: jpegphoto: a value by URL is refused/],
    ['dn: o=x\nx;binary:< http://h.example/\n', /line 2: .*by URL/],
    ['dn: o=x\nchangetype: delete\n', /line 2: change records/],
    [' x\n', /line 1: a continuation continues nothing/],
    ['dn: o=x\n\n y\n', /line 3: a continuation/],
    ['description: x\n', /line 1: an attribute stands outside/],
    ['dn: o=x\n\ndescription: x\n', /line 3: an attribute stands outside/],
    ['dn: o=x\nno colon\n', /line 2: no attribute name/],
    ['dn: o=x\n-\n', /line 2: no attribute name/],
    ['version: 2\n', /line 1: this LDIF version/],
    ['dn: o=x\na:: A\n', /line 2: a: the base64 is damaged/],
    ['dn: o=x\na:: AA=A\n', /line 2: a: the base64 is damaged/],
    ['dn:: /w==\n', /line 1: the dn is not UTF-8/],
  ];
  for (const [text, fault] of cases) assert.throws(() => readLdif(bytes(text)), fault, text);
  assert.throws(() => readLdif(Uint8Array.of(0xff, 0xfe)), /not UTF-8/);
});

test('a value over one mebibyte and a file over 64 are refused', () => {
  const long = `dn: o=x\na: ${'x'.repeat(1024 * 1024)}\n`;
  assert.throws(() => readLdif(bytes(long)), /line 2: the value is too long/);
  assert.throws(() => readLdif(bytes(`dn: o=x\na: ${'\n x'.repeat(600_000)}\n`)), /line 2: the value is too long/);
  assert.throws(() => readLdif(new Uint8Array(64 * 1024 * 1024 + 1)), /larger than/);
});

test('what is written is read back the same', () => {
  const name = fc
    .stringMatching(/^[a-z][a-z0-9-]{0,20}$/)
    .filter((word) => !['dn', 'changetype', 'control'].includes(word));
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string(),
    fc.constantFrom('', ' x', 'x ', ':x', '<x', '\ufeffx', 'è', 'a\nb'),
  );
  const value = fc.oneof(text, fc.uint8Array({ maxLength: 200 }));
  const attributes = fc
    .uniqueArray(fc.tuple(name, fc.array(value, { minLength: 1, maxLength: 4 })), {
      selector: ([word]) => word,
      maxLength: 5,
    })
    .map((pairs) => new Map(pairs));
  const entries = fc.array(fc.record({ dn: text, attributes }), { maxLength: 4 });
  fc.assert(fc.property(entries, (given) => assert.deepEqual(plain(readLdif(writeLdif(given))), plain(given))));
});

test('lines are folded at 76 characters and names keep their letter case', () => {
  const attributes = new Map([['providerCertificate', [new Uint8Array(300)]]]);
  const lines = new TextDecoder().decode(writeLdif([{ dn: 'o=x', attributes }])).split('\n');
  assert.deepEqual(lines.slice(0, 3), ['version: 1', '', 'dn: o=x']);
  assert.match(lines[3]!, /^providerCertificate;binary:: A+$/);
  assert.equal(Math.max(...lines.map((line) => line.length)), 76);
});

test('names that would not be read back and half surrogate pairs are not written', () => {
  const write =
    (name: string, value = 'x') =>
    () =>
      writeLdif([{ dn: 'o=x', attributes: new Map([[name, [value]]]) }]);
  for (const name of ['dn', 'changeType', 'a b', 'a:b', '', 'è']) assert.throws(write(name), RangeError, name);
  assert.throws(write('a', '\ud800'), RangeError);
});

test('arbitrary bytes are read or refused, never anything else', () => {
  const line = fc.constantFrom(
    'dn: o=x',
    '',
    ' x',
    'a: b',
    'a:: AA==',
    '#c',
    'version: 1',
    'a;binary:: /w==',
    'dn:',
    ':',
    'a:<b',
    '\r',
  );
  const text = fc.array(line, { maxLength: 12 }).map((lines) => bytes(lines.join('\n')));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 100 }), text), (given) => {
      try {
        readLdif(given);
      } catch (fault) {
        assert.ok(fault instanceof LdifFault);
      }
    }),
  );
});
