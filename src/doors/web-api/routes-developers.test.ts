import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeDigests } from '#adapters/files';
import { memoryClock, openMemoryStore, seededRandom } from '#adapters/memory';
import { openBearers, openCredentials } from '#notifying';
import { type DeveloperPorts, developerRoutes } from './routes-developers.ts';
import { type TestPerson, testWebApi } from './test-web-api.ts';

const UGO: TestPerson = { login: 'ugo', scopes: ['events'], boxes: [{ id: 'box', level: 'own' }] };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

async function house(limits = {}) {
  const store = openMemoryStore();
  const ports = { store, legalTime: memoryClock(1e12), random: seededRandom(1), digests: nodeDigests };
  const credentials = openCredentials({ ...ports, mailboxesOf: async () => new Set() });
  const wish = { name: 'ERP', kind: 'client', scopes: ['events'] } as const;
  const { id, secret } = await credentials.make('ugo', wish, async (make) => store.commit(await make()));
  const webhooks = { list: async () => [] };
  const given = { bearers: openBearers(ports), credentials, webhooks } as unknown as DeveloperPorts;
  const developers = developerRoutes(given);
  const api = await testWebApi({ developers }, [UGO], limits);
  const basic = (word: string) => ({ authorization: `Basic ${Buffer.from(`${id}:${word}`).toString('base64')}` });
  const token = (form: string, headers: Readonly<Record<string, string>>) =>
    api.call('POST /oauth/token', { body: form, headers: { ...FORM, ...headers } });
  return { api, token, right: basic(secret), wrong: basic('x') };
}

test('a client is answered as RFC 6749 5 says, whatever is wrong with what it asks', async () => {
  const { api, token, right, wrong } = await house();
  await using _ = api;
  const given = await token('grant_type=client_credentials', right);
  assert.deepEqual([given.status, (given.value as { scope: string }).scope], [200, 'events']);
  assert.equal((await token('grant_type=client_credentials&audience=x', right)).status, 200, 'RFC 6749 3.2');
  for (const [form, headers, status, error] of [
    ['grant_type=password', right, 400, 'unsupported_grant_type'],
    ['grant_type=client_credentials', wrong, 401, 'invalid_client'],
    ['grant_type=client_credentials', {}, 400, 'invalid_request'],
    ['grant_type=client_credentials&scope=administration', right, 400, 'invalid_scope'],
    ['scope=events', right, 400, 'invalid_request'],
    ['grant_type=client_credentials&scope=events&scope=events', right, 400, 'invalid_request'],
  ] as const) {
    const answer = await token(form, headers);
    assert.deepEqual([answer.status, (answer.value as { error: string }).error], [status, error]);
    assert.match(String(answer.headers['content-type']), /^application\/json/);
    if (status === 401) assert.match(String(answer.headers['www-authenticate']), /^Basic /);
  }
});

test('a program that runs wild is put off by itself: its owner reads on', async () => {
  const { api } = await house({ callsPerMinute: 3 });
  await using _ = api;
  const statuses = async (who: { as?: string; token?: string }, times: number) => {
    const found: number[] = [];
    for (let time = 0; time < times; time++) found.push((await api.call('GET /mailboxes/box/webhooks', who)).status);
    return found;
  };
  for (const who of [{ token: 'ugo' }, { as: 'ugo' }]) assert.deepEqual(await statuses(who, 4), [200, 200, 200, 429]);
});
