import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IdentityRefused } from '#ports';
import { readRedirect } from './redirect-binding.ts';

test('a message that says it is signed in a way that nobody knows is refused, whatever that way is called', () => {
  for (const way of ['http://www.w3.org/2000/09/xmldsig#rsa-sha1', 'constructor', '__proto__', 'toString', ''])
    assert.throws(
      () =>
        readRedirect(`SAMLRequest=YQ%3D%3D&SigAlg=${encodeURIComponent(way)}&Signature=YQ%3D%3D`, 'SAMLRequest', []),
      (fault) => fault instanceof IdentityRefused && /not signed, or weakly/.test(fault.message),
      way,
    );
});
