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

test('mail programs find every door of a PEC domain by SRV, and what is not offered is said not to be (RFC 6186 3.4)', () => {
  const text = SAMPLE.replace('  pop3: 0.0.0.0:110', '  pop3: off').replace('  # autoconfig: 1', '  autoconfig: 1');
  const records = dnsRecords(parseConfig(text, '/etc', {}), undefined);
  const published = records
    .filter(({ type }) => type === 'SRV' || type === 'CNAME')
    .map(({ name, type, value }) => `${name} ${type} ${value}`);
  assert.deepEqual(published, [
    '_imaps._tcp.pec.prova.example SRV 0 1 993 gestore-prova.example.',
    '_imap._tcp.pec.prova.example SRV 10 1 143 gestore-prova.example.',
    '_pop3s._tcp.pec.prova.example SRV 0 1 995 gestore-prova.example.',
    '_pop3._tcp.pec.prova.example SRV 0 0 0 .',
    '_submissions._tcp.pec.prova.example SRV 0 1 465 gestore-prova.example.',
    '_submission._tcp.pec.prova.example SRV 10 1 587 gestore-prova.example.',
    'autoconfig.pec.prova.example CNAME gestore-prova.example.',
    'autodiscover.pec.prova.example CNAME gestore-prova.example.',
    '_autodiscover._tcp.pec.prova.example SRV 0 1 443 gestore-prova.example.',
  ]);
  const without = dnsRecords(parseConfig(SAMPLE, '/etc', {}), undefined);
  assert.ok(!without.some(({ name }) => name.startsWith('auto')));
});
