import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import type { Paper } from '#ports';
import { openPaperPress } from './paper-press.ts';

const PAPER: Paper = {
  title: { it: 'Fascicolo di un messaggio', en: 'Dossier of a message' },
  subject: 'messaggio 1@gestore-alfa.example',
  author: 'Gestore Alfa S.p.A.',
  at: Date.UTC(2026, 2, 2, 8),
  blocks: [
    { kind: 'heading', text: { it: 'I fatti', en: 'The facts' } },
    { kind: 'paragraph', tone: 'warning', text: { it: 'Prova: nessun valore.', en: 'Test: no value.' } },
    { kind: 'facts', rows: [{ label: { it: 'Oggetto', en: 'Subject' }, value: 'è già Şişli 中文 \u202e fine' }] },
    {
      kind: 'timeline',
      events: [{ at: '02/03/2026 09:00:00', what: { it: 'Accettazione', en: 'Acceptance' }, note: 'nota' }],
    },
    { kind: 'list', items: [{ name: 'a.eml', what: { it: 'busta', en: 'envelope' }, note: 'ab'.repeat(32) }] },
    { kind: 'commands', lines: ['sha256sum -c SHA256SUMS'] },
  ],
};

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

test('a paper is PDF/A-2b: it says so, names its output colours, and has every font inside', async () => {
  const text = latin1(await openPaperPress().print(PAPER));
  assert.match(text, /^%PDF-1\.7/);
  assert.match(text, /<pdfaid:part>2<\/pdfaid:part>\s*<pdfaid:conformance>B<\/pdfaid:conformance>/);
  assert.match(text, /\/OutputIntents/);
  const fonts = text.match(/\/FontName/g)?.length ?? 0;
  assert.ok(fonts >= 3, `${fonts} fonts: Latin, what other languages add, and the strong weight`);
  assert.equal(text.match(/\/FontFile[23]/g)?.length, fonts);
  assert.doesNotMatch(text, /\/Encrypt|\/JavaScript|\/Launch|\/URI/);
});

test('the same paper gives the same octets, and another instant others', async () => {
  const press = openPaperPress();
  const first = await press.print(PAPER);
  assert.deepEqual(await press.print(PAPER), first);
  assert.notDeepEqual(await press.print({ ...PAPER, at: PAPER.at + 1_000 }), first);
});

test('a long paper turns its pages, each with its foot', async () => {
  const items = Array.from({ length: 120 }, (_, n) => ({ name: `file-${n}`, what: { it: 'uno', en: 'one' } }));
  const text = latin1(await openPaperPress().print({ ...PAPER, blocks: [{ kind: 'list', items }] }));
  const pages = text.match(/\/Type \/Page\b/g)?.length ?? 0;
  assert.ok(pages >= 6 && pages <= 12, `${pages} pages`);
});

test('no character is set as the empty box of a font that lacks it', async () => {
  const bytes = Buffer.from(await openPaperPress().print(PAPER));
  const streams = [...latin1(bytes).matchAll(/\/Filter \/FlateDecode\n>>\nstream\n/g)].map(({ index, 0: head }) => {
    const start = index + head.length;
    return inflateSync(bytes.subarray(start, bytes.indexOf('endstream', start))).toString('latin1');
  });
  const shown = streams.filter((text) => /\bTJ\b/.test(text)).join('\n');
  assert.match(shown, /TJ/);
  assert.doesNotMatch(shown, /<(?:[0-9a-f]{4})*?0000/, 'glyph 0 is .notdef');
});
