import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Domain } from '#ports';
import { domainWith, lostWith, refuseRemoval } from './domain-commands.ts';
import { CliFault } from './exit.ts';

const KEPT: Domain = {
  name: 'pec.alfa.example',
  organisation: 'o-1',
  closedChannel: { allowOnly: ['comune.example'] },
  ordinaryMail: { kind: 'refuse', text: 'x' },
  enrolment: 'open',
};

test('a domain that is added again keeps its closed channel, its policies and whose it is', () => {
  assert.deepEqual(domainWith(KEPT, KEPT.name, {}), KEPT);
});

test('the channel of a domain is changed or opened only when that was said', () => {
  const { closedChannel: _, ...open } = KEPT;
  assert.deepEqual(domainWith(KEPT, KEPT.name, { open: true }), open);
  const changed = domainWith(KEPT, KEPT.name, { allowOnly: ' Comune.example, ipa,anna@b.example,ipa' });
  assert.deepEqual(changed, { ...open, closedChannel: { allowOnly: ['comune.example', 'ipa', 'anna@b.example'] } });
  assert.deepEqual(domainWith(undefined, 'n.example', {}), { name: 'n.example' });
});

test('what can be no domain or address is not admitted to a closed channel', () => {
  for (const allowOnly of ['', 'comune', 'a b@c.example', 'comune.example,,'])
    assert.throws(() => domainWith(KEPT, KEPT.name, { allowOnly }), CliFault, allowOnly);
  assert.throws(() => domainWith(KEPT, KEPT.name, { allowOnly: 'a.example', open: true }), CliFault);
});

test('a domain with mailboxes, or of the settings, is not taken back; what goes with another is told', () => {
  const addresses = ['a', 'b', 'c', 'd'].map((name) => `${name}@x.example`);
  assert.throws(() => refuseRemoval('x.example', addresses, []), /4 mailboxes.*\(a@x\.example, .*, and 1 more\)/);
  assert.throws(() => refuseRemoval('x.example', [], ['x.example']), /settings/);
  refuseRemoval('x.example', [], ['y.example']);
  assert.match(lostWith(KEPT), /closed but to comune\.example; its organisation, o-1; its policies\.$/);
  assert.equal(lostWith({ name: 'x.example' }), '');
});
