import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { toPem } from '#cms';
import { makeDossier } from './make-dossier.ts';
import { archiveBytes, DAY, type DisclosureHouse, openDisclosureHouse } from './test-house.ts';

const folder = mkdtempSync(join(tmpdir(), 'ceralacca-by-hand-'));
after(() => rmSync(folder, { recursive: true }));

const docs = readFileSync(new URL('../../docs/dossier.md', import.meta.url), 'utf8');
/** The first block of that language. */
const blockOf = (language: string) =>
  docs
    .split(`\`\`\`${language}
`)[1]!
    .split('```')[0]!;

let house: DisclosureHouse;
before(async () => {
  house = await openDisclosureHouse();
  const to = ['ufficio@pec.beta.example', 'anna@pec.alfa.example'];
  const { identificativo } = await house.world.submit({ from: 'mario@pec.alfa.example', to, subject: 'Perizia n. 7' });
  await house.world.advance(DAY);
  await house.seal();
  const asker = { kind: 'holder', address: 'mario@pec.alfa.example' } as const;
  writeFileSync(join(folder, 'd.zip'), await archiveBytes(await makeDossier({ identificativo, asker }, house.ports)));
  execFileSync('unzip', ['-q', 'd.zip'], { cwd: folder });
  writeFileSync(join(folder, 'radici.pem'), house.roots.map((der) => toPem('CERTIFICATE', der)).join(''));
});

const shell = (script: string) => spawnSync('sh', ['-e', '-c', script], { cwd: folder, encoding: 'utf8' });

test('the commands of the documentation verify a dossier without our program', () => {
  const done = shell(blockOf('sh'));
  assert.equal(done.status, 0, done.stderr + done.stdout);
  assert.match(done.stdout, /fascicolo\.pdf: OK/);
  assert.equal(`${done.stdout}${done.stderr}`.match(/Verification: OK/g)?.length, 2, 'two time-stamps');
  assert.equal(done.stderr.match(/CMS Verification successful/g)?.length, 8, 'manifest, six messages, head');
  const proof = spawnSync('python3', ['-c', blockOf('python')], { cwd: folder, encoding: 'utf8' });
  assert.equal(proof.status, 0, proof.stderr);
  assert.match(proof.stdout, /in the log of 2026-03-02/);
});

test('they fail when a file was altered', () => {
  const path = join(folder, 'ricevute', '1-accettazione.eml');
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.toString('latin1').replaceAll('Perizia', 'Pigrizi'), 'latin1');
  assert.notEqual(shell('sha256sum -c --quiet SHA256SUMS').status, 0);
  assert.notEqual(spawnSync('python3', ['-c', blockOf('python')], { cwd: folder }).status, 0);
  const verify = `openssl cms -verify -in ricevute/1-accettazione.eml -CAfile radici.pem -purpose any -out /dev/null`;
  writeFileSync(
    path,
    bytes
      .toString('latin1')

      .replace(/Perizia(?![\s\S]*Perizia)/, 'Pigrizi'),
    'latin1',
  );
  assert.equal(shell(verify).status === 0, false);
  writeFileSync(path, bytes);
  assert.equal(shell(verify).status, 0);
});
