import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Chain, ChainRecipient, MailRow, Trust } from '#contract';
import { byUrgency, glanceWord, isReproducible, newsBetween, stopsOf, verdictOf } from './chain-words.ts';
import { signatureWord } from './part-look.ts';
import { namedIn, rowState, shortName } from './row-words.ts';
import { trustLook } from './trust-words.ts';

const AT = '2026-11-22T10:31:00+01:00';
const inBox = { kind: 'in-box', folder: '6', uid: 1 } as const;
const step = (kind: Chain['steps'][number]['kind'], at = AT, proof: Chain['steps'][number]['proof'] = inBox) => ({
  kind,
  code: 'C001' as const,
  at,
  proof,
});
const recipient = (
  address: string,
  state: ChainRecipient['state'],
  steps: ChainRecipient['steps'] = [],
  more: Partial<ChainRecipient> = {},
): ChainRecipient => ({
  address,
  kind: 'certified',
  isCopy: false,
  state,
  steps,
  ...more,
});
const chain = (state: Chain['state'], recipients: ChainRecipient[], more: Partial<Chain> = {}): Chain => ({
  identificativo: 'opec1@alfa.example',
  mailbox: 'b',
  from: 'a@pec.alfa.example',
  subject: 's',
  receiptType: 'completa',
  state,
  steps: [step('accepted', '2026-11-22T10:30:00+01:00')],
  recipients,
  sentCopy: inBox,
  ...more,
});
const missing = {
  what: 'taken',
  warningAt: '2026-11-22T22:30:00+01:00',
  knownBy: '2026-11-23T10:30:00+01:00',
} as const;

test('"delivered" is said of a sent message only when it was to everybody', () => {
  const glance = (
    recipients: number,
    delivered: number,
    failed: number,
    waiting: number,
    state: Chain['state'] = 'accepted',
  ) => glanceWord({ state, recipients, delivered, failed, waiting });
  assert.deepEqual([glance(1, 1, 0, 0).key, glance(1, 1, 0, 0).tone], ['delivered', 'good']);
  assert.equal(glance(3, 3, 0, 0).key, 'all');
  assert.deepEqual([glance(3, 2, 0, 1).key, glance(3, 2, 0, 1).tone], ['partly', 'wait']);
  assert.deepEqual([glance(3, 2, 1, 0).key, glance(3, 2, 1, 0).tone], ['partlyFailed', 'bad']);
  assert.equal(glance(3, 0, 1, 2).tone, 'bad');
  assert.equal(glance(1, 0, 1, 0).key, 'failed');
  assert.equal(glance(2, 0, 2, 0).key, 'noneFailed');
  assert.equal(glance(1, 0, 0, 1).key, 'waiting');
  assert.equal(glance(1, 0, 0, 0, 'not-accepted').key, 'notAccepted');
  assert.equal(glance(1, 0, 0, 0, 'sent').key, 'sent');
  // One of two is an ordinary address, that gives no receipt.
  assert.notEqual(glance(2, 1, 0, 0).tone, 'good');
});

test('the answer on top says whether, since when, and what proves it', () => {
  const delivered = verdictOf(
    chain('delivered', [recipient('b@x.example', 'delivered', [step('taken'), step('delivered')])]),
  );
  assert.deepEqual(
    [delivered.answer, delivered.tone, delivered.at, delivered.proof],
    ['deliveredOne', 'good', AT, 'inBox'],
  );
  const waiting = verdictOf(chain('accepted', [recipient('b@x.example', 'waiting', [], { missing })]));
  assert.deepEqual(
    [waiting.answer, waiting.proof, waiting.missing?.knownBy],
    ['waiting', 'acceptance', missing.knownBy],
  );
  const some = verdictOf(
    chain('accepted', [
      recipient('b@x.example', 'delivered', [step('delivered')]),
      recipient('c@x.example', 'taken', [], { missing }),
    ]),
  );
  assert.deepEqual([some.answer, some.missing?.count], ['deliveredSome', 1]);
  const lost = verdictOf(
    chain('delivered', [recipient('b@x.example', 'delivered', [step('delivered', AT, { kind: 'reproducible' })])]),
  );
  assert.equal(lost.proof, 'reproducible');
  const refused = verdictOf(
    chain('not-accepted', [recipient('b@x.example', 'not-accepted')], { steps: [step('not-accepted')] }),
  );
  assert.deepEqual([refused.answer, refused.proof], ['notAccepted', 'refusal']);
  const failed = verdictOf(chain('failed', [recipient('b@x.example', 'failed', [step('failed')])]));
  assert.deepEqual([failed.answer, failed.tone, failed.values.address], ['failedOne', 'bad', 'b@x.example']);
});

test('the way to a recipient ends in what is missing, and with when it will be known', () => {
  const waiting = recipient('b@x.example', 'waiting', [], { missing });
  const stops = stopsOf(chain('accepted', [waiting]), waiting);
  assert.deepEqual(
    stops.map((stop) => (stop.done ? stop.step.kind : `(${stop.what})`)),
    ['accepted', '(taken)', '(delivered)'],
  );
  assert.ok(!stops[1]!.done && stops[1]!.warningAt === missing.warningAt);
  const done = recipient('b@x.example', 'delivered', [step('taken'), step('delivered')]);
  assert.ok(stopsOf(chain('delivered', [done]), done).every((stop) => stop.done));
});

test('what went wrong stands on top; news are what changed between two looks', () => {
  const before = chain('accepted', [
    recipient('a@x.example', 'delivered'),
    recipient('b@x.example', 'taken'),
    recipient('c@x.example', 'failed'),
  ]);
  assert.deepEqual(
    byUrgency(before.recipients).map(({ address }) => address[0]),
    ['c', 'b', 'a'],
  );
  const after = chain('delivered', [
    before.recipients[0]!,
    { ...before.recipients[1]!, state: 'delivered' },
    before.recipients[2]!,
  ]);
  assert.deepEqual(
    newsBetween(before, after).map(({ address, state }) => [address, state]),
    [['b@x.example', 'delivered']],
  );
  assert.deepEqual(newsBetween(undefined, after), []);
  assert.equal(isReproducible(before), false);
});

const row = (kind: MailRow['kind'], more: Partial<MailRow> = {}) => ({ kind, ...more });

test('T147 only what the provider judged certified bears the seal, whatever a message calls itself', () => {
  assert.deepEqual(rowState(row('certified')), { of: 'kind', key: 'certified', tone: 'good', icon: 'seal' });
  for (const kind of ['anomaly', 'ordinary', 'unverified'] as const) {
    const state = rowState(row(kind));
    assert.notEqual(state?.icon, 'seal', kind);
    assert.notEqual(state?.tone, 'good', kind);
  }
  const checks: Trust['checks'] = [{ code: 'signature', ok: true }];
  assert.equal(trustLook({ level: 'certified', checks }).tone, 'good');
  for (const level of ['not-certified', 'none', 'unverified', 'sent'] as const)
    assert.notEqual(trustLook({ level, checks }).tone, 'good', level);
});

test('T147 a broken signature takes the green away even where the level says certified; an index of today does not', () => {
  const look = (code: string) => trustLook({ level: 'certified', checks: [{ code, ok: false }] });
  for (const code of ['signature', 'unaltered', 'binding', 'certification-data', 'revocation'])
    assert.deepEqual([look(code).level, look(code).tone], ['unverified', 'bad'], code);
  assert.equal(look('issuer').level, 'certified');
});

test('a name that pretends to be another address is not shown in the list', () => {
  assert.equal(shortName({ name: 'Anna Bianchi', address: 'a@x.example' }), 'Anna Bianchi');
  assert.equal(shortName({ name: 'banca@pec.example', address: 'truffa@x.example' }), 'truffa@x.example');
  assert.equal(shortName({ name: ' ', address: 'a@x.example' }), 'a@x.example');
  const person = { name: 'x', address: 'x@x.example' };
  assert.equal(namedIn({ kind: 'sent', from: person, to: [person] }).isTo, true);
  assert.equal(namedIn({ kind: 'certified', from: person, to: [] }).people[0], person);
});

test('T147 a signature of a document is called valid only when its signer is vouched for by an authority that is known', () => {
  const word = (
    code: 'unaltered' | 'altered' | 'unreadable' | 'content-missing',
    authority: 'trusted' | 'unknown' | 'not-judged',
  ) => signatureWord({ ok: code === 'unaltered', code, authority });
  assert.equal(word('unaltered', 'trusted'), 'valid');
  assert.equal(word('unaltered', 'unknown'), 'unaltered');
  assert.equal(word('unaltered', 'not-judged'), 'unaltered');
  for (const code of ['altered', 'unreadable', 'content-missing'] as const) assert.equal(word(code, 'trusted'), code);
});

test('to ordinary addresses alone nothing more is promised than that it was sent', () => {
  const lucia = recipient('lucia@posta.example', 'sent', [step('sent', AT, { kind: 'none' })], { kind: 'ordinary' });
  const { answer, proof, tone } = verdictOf(chain('sent', [lucia]));
  assert.deepEqual([answer, proof, tone], ['sentOrdinary', 'ordinary', 'plain']);
  const partly = verdictOf(chain('accepted', [recipient('b@x.example', 'delivered', [step('delivered')]), lucia]));
  assert.deepEqual([partly.answer, partly.tone, partly.missing], ['deliveredSome', 'plain', undefined]);
});
