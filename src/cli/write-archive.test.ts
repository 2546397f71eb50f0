import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Command } from 'commander';
import { addDossierCommands } from './dossier-commands.ts';
import { addLogExtract } from './log-extract.ts';

const MAKERS = [
  ['dossier', 'make', '--message', 'opec1.prova@gestore.example'],
  ['log', 'extract', '--id', 'opec1.prova@gestore.example', '--for', 'mario@pec.example'],
];

for (const words of MAKERS)
  test(`${words.slice(0, 2).join(' ')} makes nothing over an archive that is there, unless it is told to`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'ceralacca-archive-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const out = join(folder, 'fascicolo.zip');
    const run = async (...more: readonly string[]) => {
      const program = new Command('ceralacca');
      addDossierCommands(program);
      addLogExtract(program.command('log'));
      // No provider is named: who gets so far was not held up by the archive.
      await program.parseAsync([...words, '--out', out, ...more], { from: 'user' });
    };
    await assert.rejects(run(), /say which provider/);
    writeFileSync(out, 'rinnovato');
    await assert.rejects(run(), /fascicolo\.zip is there already: give another --out, or --force to replace it/);
    await assert.rejects(run('--force'), /say which provider/);
    assert.equal(readFileSync(out, 'utf8'), 'rinnovato');
  });
