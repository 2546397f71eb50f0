import assert from 'node:assert/strict';
import { test } from 'node:test';
import { giveTicket, isGoodTicket } from './download-ticket.ts';

const KEY = new Uint8Array(32).fill(7);
const AT = Date.UTC(2026, 10, 22);
const HOUR = 3_600_000;

test('a ticket is good for its page for an hour, and under its own key alone', () => {
  const ticket = giveTicket(KEY, 'comune', AT);
  const good = (more: { slug?: string; key?: Uint8Array; ticket?: string; now?: number }) =>
    isGoodTicket(more.key ?? KEY, more.slug ?? 'comune', more.ticket ?? ticket, more.now ?? AT);
  assert.equal(good({}), true);
  assert.equal(good({ now: AT + HOUR }), true);
  assert.equal(good({ now: AT + HOUR + 1 }), false, 'too old');
  assert.equal(good({ now: AT - 1 }), false, 'of the future');
  assert.equal(good({ slug: 'altro' }), false, 'of another page');
  assert.equal(good({ key: new Uint8Array(32) }), false, 'of another provider');
  const [, seal] = ticket.split('.');
  assert.equal(good({ ticket: `${(AT + 5).toString(36)}.${seal}`, now: AT + HOUR }), false, 'with another time');
  for (const broken of ['', '.', `${ticket}.`, `${ticket}=`, ticket.toUpperCase()])
    assert.equal(good({ ticket: broken }), false);
});
