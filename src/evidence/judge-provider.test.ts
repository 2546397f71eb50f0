import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DossierManifest } from './dossier-manifest.ts';
import { judgeProvider } from './judge-provider.ts';

const manifest = { provider: { name: 'Gestore Alfa', domain: 'gestore-alfa.example' } } as DossierManifest;
const told = (domains: readonly string[] | undefined) =>
  judgeProvider(manifest, domains, undefined).map(({ why }) => why.en);

test('only who has an address of the provider signs its dossiers: no other provider, no server, no time-stamp authority', () => {
  assert.deepEqual(told(['gestore-alfa.example']), []);
  assert.deepEqual(told(['gestore-beta.example']), ['signed by gestore-beta.example, not by gestore-alfa.example']);
  assert.deepEqual(told([]), ['signed by nobody with an address, not by gestore-alfa.example']);
  assert.deepEqual(told(undefined), [], 'told elsewhere: the signature cannot be read');
});
