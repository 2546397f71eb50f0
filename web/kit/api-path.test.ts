import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiFault, canRetry } from './api-fault.ts';
import { queryOf, routeOf } from './api-path.ts';

test('a name with its parameters is a route, and nothing put in leaves its place', () => {
  assert.deepEqual(routeOf('GET /mailboxes/{mailbox}/folders', { mailbox: 'a@b' }), {
    method: 'GET',
    path: '/api/v1/mailboxes/a%40b/folders',
  });
  assert.equal(routeOf('GET /x/{a}', { a: '../../session?x#y' }).path, '/api/v1/x/..%2F..%2Fsession%3Fx%23y');
  assert.throws(() => routeOf('GET /x/{a}', {}), /needs a/);
});

test('another try is offered for what may pass, not to who has not the role', () => {
  assert.equal(canRetry(new ApiFault(403, { code: 'role-missing' })), false);
  for (const status of [0, 409, 429, 500, 503]) assert.ok(canRetry(new ApiFault(status)), `${status}`);
});

test('a query leaves out what is not said', () => {
  assert.equal(queryOf({ a: 1, b: undefined, c: '', d: false, e: 'x y&z' }), '?a=1&d=false&e=x+y%26z');
  assert.equal(queryOf(), '');
});

test('a fault knows its kind and what is said of a field', () => {
  const changed = new ApiFault(409, { code: 'changed', detail: 'Nel frattempo…' });
  assert.equal(changed.kind, 'changed');
  assert.equal(new ApiFault(409, { code: 'folder-exists' }).kind, 'conflict');
  assert.equal(new ApiFault(401, { type: 'about:blank#unconfirmed', code: 'x' }).kind, 'unconfirmed');
  assert.equal(new ApiFault(0).kind, 'network');
  assert.equal(new ApiFault(502).kind, 'not-now');
  const faults = [{ at: 'body.to', code: 'x', detail: 'manca' }];
  assert.equal(new ApiFault(400, { code: 'invalid', faults }).of('to'), 'manca');
});
