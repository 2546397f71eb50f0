import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ENTRY = fileURLToPath(new URL('../../bin/ceralacca.mjs', import.meta.url));
const example = (name: string) => fileURLToPath(new URL(`../../fixtures/example/${name}`, import.meta.url));

function ceralacca(...words: string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [ENTRY, ...words]);
    let out = '';
    let err = '';
    child.stdout.on('data', (text: Buffer) => (out += text));
    child.stderr.on('data', (text: Buffer) => (err += text));
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

function temporary(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-cli-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('verify says in plain words that a genuine receipt holds, and exits 0', async () => {
  const receipt = example('receipt.eml');
  const { code, out } = await ceralacca(
    'verify',
    receipt,
    '--trust',
    example('root.pem'),
    '--index',
    example('index.ldif'),
  );
  assert.match(out, /ricevuta di avvenuta consegna.*\(M11\)/);
  assert.match(out, /yes +signature +it holds/);
  assert.match(out, /yes +provider +the certificate is .* in the index/);
  assert.match(out, /- +revocation +no list was given/);
  assert.match(out, /valid PEC evidence/);
  assert.equal(code, 0);
});

test('verify without an index says that membership was not judged, and without trust that nothing leads to a root', async () => {
  const trusted = await ceralacca('verify', example('receipt.eml'), '--trust', example('root.pem'), '--json');
  assert.equal(trusted.code, 0);
  const report = JSON.parse(trusted.out);
  assert.equal(report.holds, true);
  assert.equal(report.inIndex, 'not-judged');
  assert.equal(report.atFrom, 'date-header');
  const untrusted = await ceralacca('verify', example('receipt.eml'));
  assert.equal(untrusted.code, 1);
  assert.match(untrusted.out, /NO +certificate/);
});

test('verify finds an altered octet, and a file saved with LF alone is judged with CRLF and said to be so', async (t) => {
  const folder = temporary(t);
  const receipt = readFileSync(example('receipt.eml'), 'latin1');
  const altered = join(folder, 'altered.eml');
  writeFileSync(altered, receipt.replace('multipart/mixed', 'multipart/Mixed'), 'latin1');
  const unix = join(folder, 'unix.eml');
  writeFileSync(unix, receipt.replaceAll('\r\n', '\n'), 'latin1');
  const trust = ['--trust', example('root.pem')];
  const [bad, lf, strict] = await Promise.all([
    ceralacca('verify', altered, ...trust),
    ceralacca('verify', unix, ...trust),
    ceralacca('verify', unix, ...trust, '--strict'),
  ]);
  assert.equal(bad.code, 1);
  assert.match(bad.out, /NO +signature/);
  assert.equal(lf.code, 0);
  assert.match(lf.out, /! +lines +.*judged with CRLF/);
  assert.equal(strict.code, 1);
});

test('what is not understood exits 2 with one sentence on stderr; help exits 0', async () => {
  const table: readonly (readonly [string[], number, RegExp])[] = [
    [['verify', 'no-such-file.eml'], 2, /^ceralacca: cannot read no-such-file\.eml \(ENOENT\)\n$/],
    [['verify', example('receipt.eml'), '--at', 'yesterday'], 2, /--at yesterday is not an ISO 8601 date/],
    [['verify'], 2, /missing required argument/],
    [['fly'], 2, /unknown command/],
    [['mailbox', 'list'], 2, /say which provider/],
    [['status', '--data', '/no/such/folder', '--provider', 'alfa'], 2, /no data folder of a sandbox/],
    [['serve', '--config', '/no/such/file'], 2, /--config: cannot read/],
  ];
  const answers = await Promise.all(table.map(([words]) => ceralacca(...words)));
  answers.forEach(({ code, err }, at) => {
    const [words, expected, sentence] = table[at]!;
    assert.equal(code, expected, words.join(' '));
    assert.match(err, sentence);
    assert.doesNotMatch(err, /\n {4}at /, 'no stack trace');
  });
  assert.equal((await ceralacca('mailbox', 'add', '--help')).code, 0);
});

test('the help names every command under a heading, no line is wider than a terminal, and both READMEs know them', async () => {
  const [all, account] = await Promise.all([ceralacca('--help'), ceralacca('account', '--help')]);
  assert.doesNotMatch(all.out, /^Commands:\n(?! {2}help \[command\])/m, 'a command without a heading');
  for (const line of `${all.out}${account.out}`.split('\n')) assert.ok(line.length <= 80, line);
  const commands = Array.from(all.out.matchAll(/^ {2}([a-z-]+) /gm), ([, name]) => name!);
  assert.ok(commands.length > 20);
  for (const name of ['README.md', 'README.it.md']) {
    const readme = readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), 'utf8');
    const missing = commands.filter((command) => !new RegExp(`(ceralacca |\`)${command}\\b`).test(readme));
    assert.deepEqual(missing, ['sandbox', 'help'], `${name}: all but npm start and help`);
  }
});

test('a disk that is full ends a command with one sentence and 1, and leaves no empty file in the way', {
  skip: process.platform !== 'linux' && 'needs /dev/full and ulimit -f',
}, async (t) => {
  const file = join(temporary(t), 'provider.yaml');
  const shell = (line: string) =>
    new Promise<{ code: number | null; err: string }>((resolve) => {
      const child = spawn('sh', ['-c', line, process.execPath, ENTRY], { stdio: ['ignore', 'ignore', 'pipe'] });
      let err = '';
      child.stderr.on('data', (text: Buffer) => (err += text));
      child.on('close', (code) => resolve({ code, err }));
    });
  const [printed, written] = await Promise.all([
    shell(`"$0" "$1" verify '${example('receipt.eml')}' > /dev/full`),
    shell(`ulimit -f 0; "$0" "$1" init --config '${file}'`),
  ]);
  assert.deepEqual(printed, { code: 1, err: 'ceralacca: the disk is full (ENOSPC)\n' });
  assert.equal(written.code, 1);
  assert.match(written.err, /^ceralacca: .*EFBIG.*\n$/);
  assert.equal(existsSync(file), false);
});

test('init writes settings that serve reads, and never overwrites a file', async (t) => {
  const file = join(temporary(t), 'conf', 'provider.yaml');
  assert.equal((await ceralacca('init', '--config', file, '--domain', 'gestore-prova.example')).code, 0);
  const again = await ceralacca('init', '--config', file);
  assert.equal(again.code, 1);
  assert.match(again.err, /left as it is/);
  const served = await ceralacca('serve', '--config', file);
  assert.match(served.err, /^ceralacca: signing\.key: cannot read .*signing\.key\.pem \(ENOENT\)\n$/);
  const nobody = await ceralacca('init', '--config', `${file}2`, '--domain', 'not a domain');
  assert.match(nobody.err, /provider\.domain: is not a domain name/);
});
