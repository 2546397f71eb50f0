import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memorySource } from '#evidence';
import { judgeFile } from './report.ts';

const judge = (name: string, text: string) =>
  judgeFile(name, memorySource(new TextEncoder().encode(text)), { roots: [], now: Date.parse('2026-11-22T10:00:00Z') });

test('what is no certified mail is told so, not as a proof that broke', async () => {
  for (const [name, text] of [
    ['lettera.eml', 'From: a@b.example\r\nSubject: x\r\n\r\nciao'],
    ['contratto.pdf', '%PDF-1.4 x'],
    ['vuoto.eml', ''],
  ] as const) {
    const { outcome, headline, advice } = await judge(name, text);
    assert.equal(outcome, 'broken');
    assert.equal(headline.it, 'Questo file non è posta certificata', name);
    assert.match(advice.it, /^Nessun gestore lo ha firmato/);
  }
});

test('what claims to be of a provider and is not signed is a message that proves nothing', async () => {
  const { headline } = await judge('falsa.eml', 'X-Trasporto: posta-certificata\r\nFrom: a@b.example\r\n\r\nciao');
  assert.equal(headline.it, 'Il messaggio non è una prova valida');
});
