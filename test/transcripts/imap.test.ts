import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { play, readTranscripts } from './imap-transcript.ts';

const folder = join(import.meta.dirname, 'imap');
const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));

for (const file of files) {
  suite(`IMAP transcripts: ${file}`, () => {
    const transcripts = readTranscripts(readFileSync(join(folder, file), 'utf8'));
    test('there are some', () => assert.ok(transcripts.length > 0));
    for (const transcript of transcripts) test(transcript.title, (t) => play(t, transcript));
  });
}
