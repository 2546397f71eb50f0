import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { ConfigFault } from './config-fault.ts';
import { describeLimits, GUARANTEED_LIMITS, SANDBOX_LIMITS } from './guaranteed-limits.ts';
import { parseConfig } from './read-config.ts';
import { sampleConfig } from './sample-config.ts';
import { settingsSchema } from './settings-schema.ts';

const SAMPLE = sampleConfig({
  name: 'Gestore "Prova" S.p.A.',
  domain: 'gestore-prova.example',
  pecDomain: 'pec.prova.example',
});

function parse(text: string, environment = {}) {
  return parseConfig(text, '/etc/ceralacca', environment);
}

test('the documented sample is read back, with paths made absolute and the guaranteed limits', () => {
  const config = parse(SAMPLE);
  assert.equal(config.name, 'Gestore "Prova" S.p.A.');
  assert.equal(config.serviceAddress, 'posta-certificata@gestore-prova.example');
  assert.deepEqual(config.signing.key, {
    kind: 'file',
    key: '/etc/ceralacca/keys/signing.key.pem',
    passphraseFile: undefined,
  });
  assert.deepEqual(config.doors.submission, { host: '0.0.0.0', port: 587 });
  assert.deepEqual(config.limits, GUARANTEED_LIMITS);
  assert.deepEqual(config.database, {
    kind: 'embedded',
    dataDir: '/etc/ceralacca/data/postgres',
    database: 'ceralacca',
  });
  assert.equal(config.acceptSha1, false);
  assert.deepEqual(config.doors.imaps, { host: '0.0.0.0', port: 993 });
  assert.equal(config.doors.autoconfig, undefined);
  assert.deepEqual(config.autoconfig, { host: 'gestore-prova.example', isProxied: false });
  assert.deepEqual(config.doors.web, { host: '0.0.0.0', port: 443 });
  assert.deepEqual(config.web, {
    origins: ['https://gestore-prova.example'],
    proxies: [],
    metricsTokenFile: undefined,
    signInKeyFile: '/etc/ceralacca/data/sign-in.key',
    identityProviders: [],
  });
  assert.ok(Object.isFrozen(config) && Object.isFrozen(config.doors) && Object.isFrozen(config.pecDomains[0]));
});

test('a probe has its pace, and its password in a file beside the settings', () => {
  assert.equal(parse(SAMPLE).probe, undefined);
  assert.deepEqual(parse(`${SAMPLE}\n${probe({})}`).probe, {
    ...{ from: 'a@pec.prova.example', to: 'b@pec.prova.example' },
    ...{ passwordFile: '/etc/ceralacca/p', everyMs: 30_000, patienceMs: 20_000 },
  });
});

test('the sample names every setting there is; only what makes every message a test is for the sandbox alone', () => {
  const named = (schema: unknown): string[] => {
    if (typeof schema !== 'object' || schema === null) return [];
    const own = 'properties' in schema ? Object.keys(schema.properties as object) : [];
    return [...own, ...Object.values(schema).flatMap(named)];
  };
  const settings = new Set(named(z.toJSONSchema(settingsSchema, { io: 'input', unrepresentable: 'any' })));
  assert.ok(settings.size > 80, `${settings.size} settings`);
  const missing = [...settings].filter((name) => !new RegExp(`\\b${name}:`).test(SAMPLE));
  assert.deepEqual(missing, ['sandbox']);
});

test('every commented default of the sample that stands alone is a setting that exists', () => {
  const withDefaults = SAMPLE.replace(/^# (acceptSha1|strictTls|ordinaryMail|dns|roles|dkim)/gm, '$1');
  const config = parse(withDefaults);
  assert.equal(config.dkim?.selector, 'c1');
  assert.deepEqual(config.roles, ['access', 'incoming', 'delivery', 'imap', 'pop3', 'web', 'worker']);
});

const probe = (change: object) =>
  `probe: ${JSON.stringify({ from: 'a@pec.prova.example', to: 'b@pec.prova.example', passwordFile: 'p', ...change })}\n`;

const REFUSED: readonly (readonly [string, (text: string) => string, string, object?])[] = [
  ['an unknown setting', (text) => `${text}\nfavouriteColour: red\n`, 'favouriteColour'],
  ['an unknown inner setting', (text) => text.replace('  submission: 0', '  submision: 0'), 'listen.submision'],
  ['a missing setting', (text) => text.replace('  url: https://igpec.example/index.ldif.p7m\n', ''), 'index.url'],
  ['an index without TLS', (text) => text.replace('url: https://igpec', 'url: http://igpec'), 'index.url'],
  ['a domain that is none', (text) => text.replace('name: pec.prova.example', 'name: pec prova'), 'domains.0.name'],
  [
    'a domain twice',
    (text) => text.replace('  # - name: cittadini', '  - name: PEC.PROVA.example\n  # - name: x'),
    'domains',
  ],
  [
    'a service address elsewhere',
    (text) => text.replace('# serviceAddress: posta-certificata@gestore-prova.example', 'serviceAddress: a@b.example'),
    'provider.serviceAddress',
  ],
  [
    'a contact nobody can write to',
    (text) => text.replace('# contactAddress: help@gestore-prova', 'contactAddress: posta-certificata@gestore-prova'),
    'provider.contactAddress',
  ],
  [
    'EICAR alone outside the sandbox',
    (text) => text.replace('scanner:\n  clamd: 127.0.0.1:3310', 'scanner: eicar'),
    'scanner',
  ],
  ['no scanner', (text) => text.replace('scanner:\n  clamd: 127.0.0.1:3310', ''), 'scanner'],
  ['one address twice', (text) => text.replace('0.0.0.0:995', '0.0.0.0:25'), 'listen.pop3s'],
  [
    'a role without any of its doors',
    (text) => text.replace('imap: 0.0.0.0:143', 'imap: off').replace('imaps: 0.0.0.0:993', 'imaps: off'),
    'listen.imaps',
  ],
  ['a role without its door', (text) => text.replace('reception: 0.0.0.0:25', 'reception: off'), 'listen.reception'],
  ['two databases', (text) => text.replace('  # url: postgres', '  url: postgres'), 'database'],
  ['a database and DATABASE_URL', (text) => text, 'database.embedded', { DATABASE_URL: 'postgres://db.example/x' }],
  ['two clocks', (text) => `${text}\nclock: { servers: [a.example, b.example] }\n`, 'clock.servers'],
  ['a second and more', (text) => `${text}\nclock: { stopAfterMs: 1001 }\n`, 'clock.stopAfterMs'],
  ['no warning', (text) => `${text}\nclock: { warnAfterMs: 900, stopAfterMs: 800 }\n`, 'clock.warnAfterMs'],
  [
    'an unsafe time-stamp address',
    (text) => `${text}\ntimestamp: { urls: ['ftp://tsa.example'] }\n`,
    'timestamp.urls.0',
  ],
  ['less than the guaranteed recipients', (text) => `${text}\nlimits: { maxRecipients: 49 }\n`, 'limits.maxRecipients'],
  [
    'less than the guaranteed size',
    (text) => `${text}\nlimits: { maxBytesTimesRecipients: 1000 }\n`,
    'limits.maxBytesTimesRecipients',
  ],
  ['a probe from elsewhere', (text) => `${text}\n${probe({ from: 'a@pec.other.example' })}`, 'probe.from'],
  ['a probe to elsewhere', (text) => `${text}\n${probe({ to: 'b@gestore-prova.example' })}`, 'probe.to'],
  ['a probe to itself', (text) => `${text}\n${probe({ to: 'A@pec.prova.example' })}`, 'probe.to'],
  ['probes at once', (text) => `${text}\n${probe({ patienceMs: 31_000 })}`, 'probe.patienceMs'],
  [
    'a probe that its own brake stops',
    (text) => `${text}\n${probe({ everyMs: 7_000, patienceMs: 5_000 })}`,
    'probe.everyMs',
  ],
  [
    'an index refreshed less than daily',
    (text) => text.replace('# refreshMs: 43200000', 'refreshMs: 86400001'),
    'index.refreshMs',
  ],
  ['a route for an own domain', (text) => `${text}\nroutes: [{ domain: pec.prova.example, host: x }]\n`, 'routes'],
  ['broken YAML', () => 'a: [1', 'YAML'],
  ['an empty file', () => '', 'the file'],
];

for (const [what, change, setting, environment] of REFUSED) {
  test(`${what} is refused with the name of the setting: ${setting}`, () => {
    assert.throws(
      () => parse(change(SAMPLE), environment),
      (fault: unknown) =>
        fault instanceof ConfigFault && fault.setting === setting && fault.message.startsWith(setting),
    );
  });
}

test('DATABASE_URL serves when the file names no database', () => {
  const text = SAMPLE.replace(/^database:[\s\S]*?(?=^blobs)/m, '');
  const config = parse(text, { DATABASE_URL: 'postgres://db.example/x' });
  assert.deepEqual(config.database, {
    kind: 'server',
    server: 'postgres://db.example/x',
    owner: 'postgres://db.example/x',
  });
});

test('what is granted is said in one sentence', () => {
  assert.match(describeLimits(GUARANTEED_LIMITS), /30 MB.*times recipients up to 30 MB.*50 recipients/);
  assert.match(describeLimits(SANDBOX_LIMITS), /140 MB, whatever the number of recipients/);
});
