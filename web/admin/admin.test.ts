import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Me, Policy } from '#contract';
import { commonName } from './distinguished-name.ts';
import { MOST_ROWS, readFlow, withFlow } from './flow-rows.ts';
import { chartOf, roundStep } from './hours.ts';
import { EVENTS, eventTone, isEvent, typedInstant } from './log-words.ts';
import { fullness, lastDay, nextStates, stateTone } from './mailbox-states.ts';
import { officeTree } from './office-tree.ts';
import { firstMonth, lastPeriods, periodAt } from './periods.ts';
import { draftOf, linesOf, readDraft } from './policy-draft.ts';
import { policyInForce } from './policy-in-force.ts';
import { differencesCsv, moved, slugOf, tidyEntry } from './public-page-draft.ts';
import { domainOfQueue, isNotice } from './queue-words.ts';
import { quotaText, readQuota } from './quota.ts';
import { ownOrganisations, placesFor } from './roles.ts';
import { it } from './words-running-it.ts';

suite('the chart of a day', () => {
  const hour = (accepted: number, delivered: number, failed: number) => ({
    at: `${accepted}`,
    accepted,
    delivered,
    failed,
  });

  test('stays within its picture, with at most five lines at round numbers', () => {
    for (const highest of [0, 1, 4, 7, 19, 99, 1_001, 123_456]) {
      const { bars, lines, top } = chartOf([hour(highest, highest, 0), hour(0, 0, 0)]);
      assert.ok(top >= highest && top > 0, `${highest}`);
      assert.ok(lines.length <= 5 && lines.at(-1)!.height === 1, `${highest}: ${lines.length}`);
      for (const { x, width, delivered, failed } of bars)
        assert.ok(x >= 0 && x + width <= 1 && delivered + failed <= 1);
    }
    assert.deepEqual([0, 5, 6, 21, 90, 700].map(roundStep), [1, 1, 2, 10, 50, 200]);
  });

  test('is as high as what failed and was delivered together', () => {
    const { bars } = chartOf([hour(2, 6, 6)]);
    assert.ok(bars[0]!.delivered + bars[0]!.failed <= 1);
  });
});

suite('policies', () => {
  test('read again what they wrote', () => {
    const policies = [
      {},
      { ordinaryMail: { kind: 'accept' }, maxRecipients: 200 },
      { ordinaryMail: { kind: 'refuse', text: 'Altrove.' }, secondFactor: 'required' },
      {
        ordinaryMail: { kind: 'forward', to: 'a@b.example' },
        closedChannel: { allowOnly: ['ipa', 'x.example'] },
        submissionsPerHour: 3,
      },
      { ordinaryMail: { kind: 'refuse', from: '2026-12-01T08:30:00.000+01:00' }, unfreeze: 'operator' },
      { enrolment: 'open', maxBytesTimesRecipients: 33_333_333 },
    ] as const;
    for (const policy of policies) {
      const written = draftOf(policy as Parameters<typeof draftOf>[0]);
      assert.deepEqual(readDraft(written), { policy });
    }
  });

  test('say everything that is wrong, together, and change nothing then', () => {
    const draft = {
      ...draftOf({}),
      ordinary: 'forward',
      forwardTo: 'x',
      isClosed: true,
      maxRecipients: '49',
      product: '29,9',
      perHour: '0',
    } as const;
    assert.deepEqual(readDraft(draft), { faults: ['forwardTo', 'allowed', 'maxRecipients', 'product', 'perHour'] });
    const day = { ...draftOf({}), ordinary: 'refuse', refusedFrom: '2026-12-01' } as const;
    assert.deepEqual(readDraft(day), {
      policy: { ordinaryMail: { kind: 'refuse', from: '2026-12-01T00:00:00+01:00' } },
    });
    assert.deepEqual(linesOf('a.example, b.example;a.example\n\n c.example'), ['a.example', 'b.example', 'c.example']);
  });
});

test('of a mailbox is told what holds for it: its domain, and of bounds the stricter', () => {
  const own: Policy = { ordinaryMail: { kind: 'accept' }, maxRecipients: 80, submissionsPerHour: 5 };
  assert.deepEqual(policyInForce(own, {}), own);
  const domain: Policy = {
    ordinaryMail: { kind: 'refuse' },
    closedChannel: { allowOnly: ['x.example'] },
    maxRecipients: 60,
    submissionsPerHour: 9,
    secondFactor: 'required',
    enrolment: 'open',
  };
  assert.deepEqual(policyInForce(own, domain), {
    ...{ ordinaryMail: { kind: 'refuse' }, closedChannel: { allowOnly: ['x.example'] } },
    ...{ maxRecipients: 60, submissionsPerHour: 5, secondFactor: 'required' },
  });
});

test('a capacity is typed as people write numbers; what was not changed stays to the octet, and nonsense is told', () => {
  assert.equal(quotaText(2_147_483_648, 'it'), '2,15');
  assert.equal(quotaText(2_147_483_648, 'en'), '2.15');
  assert.equal(readQuota('2,15', 2_147_483_648, 'it'), 2_147_483_648);
  assert.equal(readQuota('2,2', 2_147_483_648, 'it'), 2_200_000_000);
  assert.equal(readQuota(' ', undefined, 'it'), undefined);
  for (const wrong of ['0', 'due', '-1', '1.000,5', '1e9', '9999999'])
    assert.ok(Number.isNaN(readQuota(wrong, undefined, 'it')), wrong);
});

test('a queue is called by the domain it leads to, a job by what it carries', () => {
  assert.equal(domainOfQueue('relay:pec.beta.example'), 'pec.beta.example');
  assert.equal(domainOfQueue('deliver'), undefined);
  assert.ok(isNotice('M14') && !isNotice('M15') && !isNotice(undefined));
});

test('a mailbox may go from any state to any other, but from closed to none', () => {
  assert.deepEqual(nextStates('revoked'), []);
  assert.ok(nextStates('closing').includes('active') && !nextStates('closing').includes('closing'));
  assert.equal(stateTone({ state: 'active' }), 'good');
  assert.equal(stateTone({ state: 'active', frozen: { since: '', by: 'operator' } }), 'bad');
  assert.equal(lastDay('2027-01-01T00:00:00+01:00').slice(0, 10), '2026-12-31');
  assert.equal(fullness({ usedBytes: 3, quotaBytes: 0 }), 0);
  assert.equal(fullness({ usedBytes: 9, quotaBytes: 3 }), 1);
});

test('offices stand in the order of their chart, and a ring loses nobody', () => {
  const office = (id: string, parent?: string) => ({
    id,
    version: 1,
    organisation: 'o',
    name: id,
    mailboxes: 0,
    ...(parent !== undefined && { parent }),
  });
  const told = (offices: ReturnType<typeof office>[]) =>
    officeTree(offices).map(({ office: { id }, depth }) => `${depth}${id}`);
  assert.deepEqual(told([office('a'), office('c', 'b'), office('b', 'a'), office('d', 'gone')]), [
    '0a',
    '1b',
    '2c',
    '0d',
  ]);
  assert.deepEqual(told([office('x', 'y'), office('y', 'x')]), ['0x', '0y']);
});

suite('the live flow', () => {
  const row = (seq: number) => ({ seq, at: '2026-11-22T10:00:00+01:00', point: 'AP', event: 'Accettazione', to: [] });
  test('shows the newest first, each once, and no more than can be read', () => {
    const first = withFlow([], [row(1), row(2)]);
    assert.deepEqual(
      withFlow(first, [row(2), row(3)]).map(({ seq }) => seq),
      [3, 2, 1],
    );
    assert.equal(
      withFlow(
        first,
        Array.from({ length: 500 }, (_, at) => row(at + 10)),
      ).length,
      MOST_ROWS,
    );
  });
  test('leaves out what it does not understand', () => {
    assert.equal(readFlow('{'), undefined);
    assert.equal(readFlow('null'), undefined);
    assert.equal(readFlow('{"seq":"1"}'), undefined);
    assert.deepEqual(readFlow(JSON.stringify(row(1))), row(1));
  });
});

test('every event of the log has words, and a colour that says no good of what failed', () => {
  assert.deepEqual(Object.keys(it.events), [...EVENTS]);
  assert.equal(isEvent('constructor'), false);
  for (const event of ['MancataConsegna', 'NonAccettazioneVirus', 'SmtpErrore', 'ConsegnaImpossibile'])
    assert.equal(eventTone(event), 'bad');
  assert.equal(eventTone('Consegna'), 'good');
});

test('a typed hour is legal time, in summer and in winter', () => {
  assert.equal(typedInstant('2026-11-22', '10:31'), '2026-11-22T10:31:00+01:00');
  assert.equal(typedInstant('2026-07-01', ''), '2026-07-01T00:00:00+02:00');
  assert.equal(typedInstant('2026-03-29', '03:00'), '2026-03-29T03:00:00+02:00');
  assert.equal(typedInstant('2026-10-25', '04:00'), '2026-10-25T04:00:00+01:00');
  assert.equal(typedInstant('', '10:00'), undefined);
});

test('periods are four months, and go back over the year', () => {
  assert.equal(periodAt(Date.parse('2026-08-31T21:59:00Z')), '2026-Q2');
  assert.equal(periodAt(Date.parse('2026-08-31T22:00:00Z')), '2026-Q3');
  assert.deepEqual(lastPeriods(Date.parse('2026-02-01T00:00:00Z'), 3), ['2026-Q1', '2025-Q3', '2025-Q2']);
  assert.deepEqual(['2026-Q1', '2026-Q2', '2026-Q3'].map(firstMonth), [1, 5, 9]);
});

suite('the editor of a public page', () => {
  test('moves entries within their list', () => {
    assert.deepEqual(moved(['a', 'b', 'c'], 2, -1), ['a', 'c', 'b']);
    const list = ['a', 'b'];
    assert.equal(moved(list, 0, -1), list);
    assert.equal(moved(list, 1, 1), list);
  });
  test('keeps no empty field and no empty address', () => {
    const entry = {
      section: ' S ',
      name: 'N ',
      official: ' ',
      description: '',
      addresses: [
        { address: ' a@b.example ', kind: 'certified' as const, label: ' ', certifiedOnly: true },
        { address: ' ', kind: 'ordinary' as const, certifiedOnly: false },
      ],
    };
    assert.deepEqual(tidyEntry(entry), {
      section: 'S',
      name: 'N',
      addresses: [{ address: 'a@b.example', kind: 'certified', certifiedOnly: true }],
    });
    assert.equal(slugOf('Comune di Forlì – Città'), 'comune-di-forli-citta');
  });
  test('gives the contact a file that no spreadsheet runs', () => {
    const csv = differencesCsv([
      { what: 'only-ipa', ipa: '=cmd|x' },
      { what: 'only-ours', ours: 'a,"b' },
    ]);
    assert.match(csv, /\r\nonly-ipa,,'=cmd\|x\r\nonly-ours,"a,""b",\r\n$/);
  });
});

test('the menu is that of the role', () => {
  const who = (...roles: Me['roles']): Me => ({
    login: 'x',
    name: 'x',
    language: 'it',
    roles,
    boxes: [],
    csrf: '',
    isSandbox: true,
  });
  const words = (me: Me) => placesFor(me).flatMap(({ places }) => places.map(({ word }) => word));
  assert.equal(words(who({ role: 'operator' })).length, 17);
  assert.equal(words(who({ role: 'auditor' })).includes('bulk'), false);
  assert.equal(words(who({ role: 'auditor' })).includes('log'), true);
  assert.equal(words(who({ role: 'organisation', organisation: 'o1' })).includes('log'), false);
  assert.deepEqual(words(who()), []);
  assert.deepEqual(ownOrganisations(who({ role: 'organisation', organisation: 'o1' })), [{ id: 'o1', name: 'o1' }]);
  assert.equal(ownOrganisations(who({ role: 'operator' }, { role: 'organisation', organisation: 'o1' })), undefined);
});

test('a certificate is called by its common name', () => {
  assert.equal(commonName('C=IT, O=Gestore Alfa, CN=Posta Certificata Gestore Alfa'), 'Posta Certificata Gestore Alfa');
  assert.equal(commonName('CN=Test CA 1\\, no legal value, O=X'), 'Test CA 1, no legal value');
  assert.equal(commonName('O=X, OU=CNO'), 'O=X, OU=CNO');
});
