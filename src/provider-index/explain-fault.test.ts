import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainFault } from './explain-fault.ts';

const coded = (code: string) => Object.assign(new Error(`system says ${code}`), { code });

test('troubles of a connection are told in words, wherever the code stands among the causes', () => {
  const told = (code: string) => explainFault(new Error('https://x/: no', { cause: coded(code) }));
  assert.equal(told('ECONNREFUSED'), 'nobody listens there (https://x/: no)');
  assert.match(told('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), /^its TLS certificate comes from a root that is not trusted/);
  assert.match(told('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'), /^it refuses our client certificate/);
  assert.match(told('ERR_TLS_CERT_ALTNAME_INVALID'), /names another host/);
});

test('what is not known is told as it stands', () => {
  assert.equal(explainFault(new Error('no records', { cause: coded('EODD') })), 'no records');
  assert.equal(explainFault('just words'), 'just words');
});
