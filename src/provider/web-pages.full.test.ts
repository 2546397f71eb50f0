import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openWebPages, type WebPages } from './web-pages.ts';

const quiet = {
  info() {},
  warn() {},
  error: (facts: object, text: string) => assert.fail(`${text}: ${JSON.stringify(facts)}`),
};

test('three who start at once build a set once, whole, and the next start finds it; a lock left behind is taken over', async (t) => {
  const cache = mkdtempSync(join(tmpdir(), 'ceralacca-pages-'));
  t.after(() => rmSync(cache, { recursive: true, force: true }));
  const open = () =>
    openWebPages({
      sets: ['verify'],
      log: quiet,
      cache,
      fill: (_, index) => index.replace('id="roots"', 'id="filled"'),
    });
  const all: readonly WebPages[] = [open(), open(), open()];
  assert.equal(all[0]!.files('verify'), 'building');
  await Promise.all(all.map((one) => one.settled()));
  for (const one of all) {
    const files = one.files('verify');
    assert.ok(typeof files !== 'string', String(files));
    const index = files.get('index.html')!;
    assert.match(index.octets.toString(), /id="filled"/);
    assert.doesNotMatch(
      index.octets.toString(),
      /<script[^>]*>[^<]*\S[^<]*<\/script>|<style/,
      'nothing stands inside the page',
    );
    const [name, script] = [...files].find(([path]) => path.endsWith('.js'))!;
    assert.match(name, /^assets\//);
    assert.ok(script.isForEver && script.br!.length < script.octets.length && script.gzip !== undefined);
    await one.stop();
  }
  const kept = readdirSync(cache);
  assert.equal(kept.length, 1, kept.join(' '));

  const lock = join(cache, `${kept[0]}.lock`);
  rmSync(join(cache, kept[0]!), { recursive: true });
  mkdirSync(lock);
  utimesSync(lock, 1_000, 1_000);
  const again = open();
  await again.settled();
  assert.notEqual(typeof again.files('verify'), 'string');
});
