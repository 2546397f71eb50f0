import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readChange, waitBefore } from './changes.ts';
import { formatBytes, formatShort } from './format.ts';
import { ICON_NAMES } from './icon-names.ts';
import { plain } from './plain.ts';
import { ServerClock } from './server-clock.ts';
import { type Shortcut, ShortcutReader } from './shortcuts.ts';

test('marks that turn the direction of writing are shown as strangers', () => {
  assert.equal(plain('fattura\u202Efdp.exe'), 'fattura\u{fffd}fdp.exe');
  assert.equal(plain('a\u200bb\u0000'), 'a\u{fffd}b\u{fffd}');
  assert.equal(plain('a\r\n b'), 'a  b');
  assert.equal(plain('È così – “ok” €'), 'È così – “ok” €');
});

test('dates in a list are as short as they can be, in legal time', () => {
  const now = Date.parse('2026-11-22T13:00:00+01:00');
  assert.equal(formatShort('2026-11-22T00:30:00+01:00', 'it', now), '00:30');
  assert.equal(formatShort('2026-11-21T23:30:00Z', 'it', now), '00:30');
  assert.equal(formatShort('2026-03-02T08:00:00+01:00', 'it', now), '2 mar');
  assert.equal(formatShort('2025-03-02T08:00:00+01:00', 'it', now), '02/03/2025');
});

test('sizes are told in units people know', () => {
  assert.equal(formatBytes(999, 'it'), '999 B');
  assert.equal(formatBytes(3_400_000, 'it'), '3,4 MB');
  assert.equal(formatBytes(104_857_600, 'de'), '105 MB');
});

test('two keys one after the other are one shortcut, in time', () => {
  const shortcut = (keys: string): Shortcut => ({ keys, does: '', group: '', run() {} });
  const all = [shortcut('j'), shortcut('g i'), shortcut('i')];
  const reader = new ShortcutReader();
  assert.equal(reader.read('j', all, 0)?.keys, 'j');
  assert.equal(reader.read('g', all, 10), undefined);
  assert.equal(reader.read('i', all, 20)?.keys, 'g i');
  assert.equal(reader.read('g', all, 30), undefined);
  assert.equal(reader.read('i', all, 5_000)?.keys, 'i');
  assert.equal(reader.read('x', all, 6_000), undefined);
});

test('a stream that ended is tried again ever more slowly, and what is not understood is nothing', () => {
  assert.deepEqual([1, 2, 3, 9].map(waitBefore), [1_000, 2_000, 4_000, 30_000]);
  assert.deepEqual(readChange('{"kind":"folders"}'), { kind: 'folders' });
  assert.equal(readChange('<html>'), undefined);
  assert.equal(readChange('[]'), undefined);
});

test('ages are told by the clock of the provider, whatever the reader’s machine shows or does meanwhile', () => {
  let [wall, elapsed] = [Date.parse('2031-01-01T00:00:00Z'), 500];
  const clock = new ServerClock(
    () => wall,
    () => elapsed,
  );
  assert.equal(clock.now(), wall, 'there is no other yet');
  assert.equal(clock.hear('Sun, 22 Nov 2026 10:00:00 GMT'), true);
  const told = Date.parse('2026-11-22T10:00:00Z');
  assert.equal(clock.now(), told);
  elapsed += 60_000;
  wall = 0;
  assert.equal(clock.now(), told + 60_000);
  assert.equal(clock.hear('Sun, 22 Nov 2026 10:00:58 GMT'), false, 'a slow answer sets nothing back');
  assert.equal(clock.now(), told + 60_000);
  for (const nothing of [null, '', 'gestern']) assert.equal(clock.hear(nothing), false);
  assert.equal(clock.hear('Sun, 22 Nov 2026 22:00:00 GMT'), true, 'the clock of a test country was moved');
  assert.equal(clock.now(), told + 12 * 3_600_000);
});

test('every icon that is named is in the picture file, once', () => {
  const ids = [...readFileSync(new URL('icons.svg', import.meta.url), 'utf8').matchAll(/<symbol id="([^"]+)"/g)];
  assert.deepEqual(
    ids.map(([, id]) => id),
    [...ICON_NAMES],
  );
});
