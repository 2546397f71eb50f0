import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { parseConfig, sampleConfig } from '#config';
import { dnsRecords, mtaStsPolicy } from './dns-records.ts';

const SAMPLE = sampleConfig({ name: 'Gestore Prova', domain: 'gestore-prova.example', pecDomain: 'pec.prova.example' });

test('the records to publish cover every domain, long keys are split, and no private key is printed', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const config = parseConfig(`${SAMPLE}\ndkim: { selector: c1, key: dkim.pem }\n`, '/etc', {});
  const records = dnsRecords(config, pem);
  for (const domain of ['gestore-prova.example', 'pec.prova.example']) {
    assert.ok(
      records.some(
        ({ name, type, value }) => name === domain && type === 'MX' && value === '10 gestore-prova.example.',
      ),
    );
    assert.ok(records.some(({ name, value }) => name === domain && value === '"v=spf1 mx -all"'));
    assert.ok(
      records.some(({ name, value }) => name === `_mta-sts.${domain}` && /^"v=STSv1; id=[0-9a-f]{8}"$/.test(value)),
    );
    assert.equal(
      records.find(({ name }) => name === `_smtp._tls.${domain}`)?.value,
      '"v=TLSRPTv1; rua=mailto:postmaster@gestore-prova.example"',
    );
    const dkim = records.find(({ name }) => name === `c1._domainkey.${domain}`)!;
    assert.match(dkim.value, /^"v=DKIM1; k=rsa; p=[A-Za-z0-9+/]+" "[A-Za-z0-9+/=]+"$/);
    assert.ok(dkim.value.split(' "').every((piece) => piece.length <= 258));
  }
  assert.doesNotMatch(JSON.stringify(records), /PRIVATE/);
  assert.match(mtaStsPolicy(config), /^version: STSv1\r\nmode: enforce\r\nmx: gestore-prova\.example\r\n/);
});

test('without DKIM no DKIM record is printed', () => {
  assert.ok(dnsRecords(parseConfig(SAMPLE, '/etc', {}), undefined).every(({ name }) => !name.includes('_domainkey')));
});
