import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { test } from 'node:test';
import { createLocalJWKSet, type JWK } from 'jose';
import type { Instant } from '#pec';
import { judgeLogoutToken } from './judge-logout-token.ts';

const NOW = Date.UTC(2026, 10, 23, 9) as Instant;
const ISSUER = 'https://idp.example';
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const ours = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const theirs = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const claims = { iss: ISSUER, aud: 'alfa', iat: NOW / 1_000, jti: 'n1', sub: 's', sid: 'x', events: { [EVENT]: {} } };

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
function signed(change: object = {}, head: object = {}, key: KeyObject = ours.privateKey): string {
  const text = `${encoded({ alg: 'ES256', typ: 'logout+jwt', kid: 'k', ...head })}.${encoded({ ...claims, ...change })}`;
  const seal = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${seal.toString('base64url')}`;
}
const judge = (token: string, keys = [ours.publicKey]) =>
  judgeLogoutToken(token, { issuer: ISSUER, clientId: 'alfa', keys: keysOf(keys), now: NOW });
const keysOf = (keys: readonly KeyObject[]) =>
  createLocalJWKSet({ keys: keys.map((key) => ({ ...(key.export({ format: 'jwk' }) as JWK), kid: 'k' })) });

test('an order of the provider names one session, or all of a person', async () => {
  assert.deepEqual(await judge(signed()), { knownAs: 'sid x', id: 'n1' });
  assert.deepEqual(await judge(signed({ sid: undefined, aud: ['beta', 'alfa'] })), { knownAs: 'sub s', id: 'n1' });
  assert.deepEqual(await judge(signed({ sub: undefined }, { typ: undefined })), { knownAs: 'sid x', id: 'n1' });
  assert.equal((await judge(signed({}, { alg: 'RS256' }, rsa.privateKey), [rsa.publicKey])).id, 'n1');
});

test('what is not signed by a key of the provider, in the way of that key, is no order', async () => {
  const unsigned = `${encoded({ alg: 'none' })}.${encoded(claims)}.`;
  await assert.rejects(judge(unsigned), /"alg".* not allowed/);
  await assert.rejects(judge(`${unsigned}AA`), /"alg".* not allowed/);
  await assert.rejects(judge(signed({}, {}, theirs.privateKey)), /signature verification failed/);
  await assert.rejects(judge(signed(), []), /no applicable key/);
  await assert.rejects(judge(signed({}, { alg: 'RS256' }, rsa.privateKey)), /no applicable key/);
  await assert.rejects(judge(signed({}, { crit: ['b64'] })), /"b64".*missing/);
  // The public key, which everybody has, taken for a shared secret.
  const head = `${encoded({ alg: 'HS256', typ: 'logout+jwt' })}.${encoded(claims)}`;
  const secret = ours.publicKey.export({ type: 'spki', format: 'pem' });
  const mac = createHmac('sha256', secret).update(head).digest('base64url');
  await assert.rejects(judge(`${head}.${mac}`), /"alg".* not allowed/);
});

test('an order of another provider, to another, of another hour, of another kind or without names is not followed', async () => {
  const refused: readonly (readonly [change: object, why: RegExp])[] = [
    [{ iss: 'https://evil.example' }, /"iss"/],
    [{ aud: 'beta' }, /"aud"/],
    [{ aud: undefined }, /"aud"/],
    [{ nonce: 'n' }, /has a nonce/],
    [{ nonce: null }, /has a nonce/],
    [{ events: undefined }, /no order/],
    [{ events: { [EVENT]: true } }, /no order/],
    [{ events: [EVENT] }, /no order/],
    [{ iat: NOW / 1_000 - 361 }, /"iat"/],
    [{ iat: NOW / 1_000 + 61 }, /"iat"/],
    [{ iat: undefined }, /"iat"/],
    [{ iat: '1' }, /"iat"/],
    [{ exp: NOW / 1_000 - 60 }, /"exp"/],
    [{ exp: 'never' }, /"exp"/],
    [{ jti: undefined }, /no name/],
    [{ jti: '' }, /no name/],
    [{ sid: undefined, sub: undefined }, /nobody/],
    [{ sid: 7 }, /nobody/],
  ];
  for (const [change, why] of refused) await assert.rejects(judge(signed(change)), why, JSON.stringify(change));
  await assert.rejects(judge(signed({}, { typ: 'at+jwt' })), /it is a at\+jwt/);
});
