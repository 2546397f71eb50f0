import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { memoryClock } from '#adapters/memory';
import { readCertificate, toPem } from '#cms';
import { parseConfig, sampleConfig } from '#config';
import { testCertificate } from '#testing';
import { watchEnds } from './watch-ends.ts';

const DAY = 86_400_000;

test('certificates that end are told at 90, 30 and 7 days, and each day of the last week', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-ends-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const of = (notAfter: number) =>
    testCertificate({
      ...{ authority: 'uno', keys: 'fine', providerName: 'Gestore', serviceAddress: 'a@gestore.example' },
      ...{ serial: 5, notAfter },
    });
  const signing = await of(Date.UTC(2026, 11, 1));
  const other = join(folder, 'crt.pem');
  writeFileSync(other, toPem('CERTIFICATE', await of(Date.UTC(2040, 0, 1))));
  const base = parseConfig(sampleConfig({ name: 'G', domain: 'gestore.example', pecDomain: 'pec.example' }), '/', {});
  const config = {
    ...base,
    tls: { ...base.tls, certificate: other },
    index: { ...base.index, clientCertificate: other },
  };
  const { notAfter } = await readCertificate(signing);
  const legalTime = memoryClock(notAfter - 100 * DAY);
  const told: string[] = [];
  const note = (word: string) => (facts: object) =>
    void told.push(`${word} ${(facts as { days: number }).days}: ${(facts as { certificate: string }).certificate}`);
  const watch = watchEnds(config, { legalTime, log: { info() {}, warn: note('warn'), error: note('error') } });
  for (let day = 0; day <= 101; day++) {
    await watch(signing);
    legalTime.advance(DAY);
  }
  assert.deepEqual(told.slice(0, 2), ['warn 90: that signs', 'warn 30: that signs']);
  assert.deepEqual(
    told.slice(2).map((line) => line.split(':')[0]),
    [7, 6, 5, 4, 3, 2, 1, 0, -1].map((days) => `error ${days}`),
  );
});
