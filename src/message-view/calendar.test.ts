import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readCalendar } from './calendar.ts';
import { readContacts } from './contact-cards.ts';

const octets = (text: string) => new TextEncoder().encode(text.replaceAll('\n', '\r\n'));
const calendar = (events: string, method = 'REQUEST') =>
  octets(`BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:${method}\n${events}\nEND:VCALENDAR\n`);
const event = (lines: string) => `BEGIN:VEVENT\n${lines}\nEND:VEVENT`;
const first = (lines: string) => readCalendar(calendar(event(lines)))?.events[0];

test('an invitation is read: what, when, where, who asks, who is asked', () => {
  const read = readCalendar(
    calendar(
      event(
        [
          'SUMMARY:Conferenza di servizi\\, seconda seduta',
          'DTSTART;TZID=Europe/Rome:20261122T103000',
          'DTEND;TZID=Europe/Rome:20261122T120000',
          'LOCATION:Municipio\\nSala della Giunta',
          'ORGANIZER;CN="Neri, Anna":mailto:anna.neri@pec.beta.example',
          'ATTENDEE;CN=Mario Rossi;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:mario.rossi@pec.al',
          ' fa.example',
          'ATTENDEE;PARTSTAT=ACCEPTED:mailto:b@pec.beta.example',
          'RRULE:FREQ=WEEKLY;COUNT=4',
          'DESCRIPTION:Ordine del giorno in allegato.',
          'ATTACH:https://elsewhere.example/x.exe',
          'BEGIN:VALARM',
          'ACTION:EMAIL',
          'SUMMARY:un avviso',
          'DESCRIPTION:un altro testo',
          'END:VALARM',
        ].join('\n'),
      ),
    ),
  );
  assert.deepEqual(read, {
    purpose: 'invitation',
    isCut: false,
    events: [
      {
        title: 'Conferenza di servizi, seconda seduta',
        start: { kind: 'instant', at: Date.UTC(2026, 10, 22, 9, 30) },
        end: { kind: 'instant', at: Date.UTC(2026, 10, 22, 11) },
        where: 'Municipio\nSala della Giunta',
        organizer: { name: 'Neri, Anna', address: 'anna.neri@pec.beta.example' },
        people: [
          { name: 'Mario Rossi', address: 'mario.rossi@pec.alfa.example', answer: 'open' },
          { name: '', address: 'b@pec.beta.example', answer: 'accepted' },
        ],
        wantsAnswer: true,
        isCancelled: false,
        repeats: 'weekly',
        text: 'Ordine del giorno in allegato.',
      },
    ],
  });
});

test('zones are those whose name is known; of others the clock is told as it was written, and no rules of a stranger are believed', () => {
  const start = (line: string) => first(`DTSTART${line}`)?.start;
  assert.deepEqual(start(':20260701T080000Z'), { kind: 'instant', at: Date.UTC(2026, 6, 1, 8) });
  const summer = { kind: 'instant', at: Date.UTC(2026, 6, 1, 6) };
  assert.deepEqual(start(';TZID=W. Europe Standard Time:20260701T080000'), summer);
  assert.deepEqual(start(';TZID="Europe/Rome":20260701T080000'), summer);
  const london = { kind: 'instant', at: Date.UTC(2026, 6, 1, 7), zone: 'Europe/London' };
  assert.deepEqual(start(';TZID=Europe/London:20260701T080000'), london);
  const clock = { kind: 'clock', wall: '2026-07-01T08:00' };
  assert.deepEqual(start(':20260701T080000'), clock);
  assert.deepEqual(start(';TZID=Casa mia:20260701T080000'), { ...clock, zone: 'Casa mia' });
  // The hour that is skipped, and the one that comes twice.
  assert.deepEqual(start(';TZID=Europe/Rome:20260329T023000'), {
    ...{ kind: 'instant', at: Date.UTC(2026, 2, 29, 1, 30) },
  });
  assert.deepEqual(start(';TZID=Europe/Rome:20261025T023000'), {
    ...{ kind: 'instant', at: Date.UTC(2026, 9, 25, 0, 30) },
  });
});

test('whole days end on their last day; a duration stands for an end', () => {
  const days = first('DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261227');
  assert.deepEqual(
    [days?.start, days?.end],
    [
      { kind: 'day', day: '2026-12-24' },
      { kind: 'day', day: '2026-12-26' },
    ],
  );
  assert.equal(first('DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261225')?.end, undefined);
  const at = Date.UTC(2026, 10, 22, 9);
  assert.deepEqual(first('DTSTART:20261122T090000Z\nDURATION:PT1H30M')?.end, { kind: 'instant', at: at + 5_400_000 });
  assert.deepEqual(first('DTSTART:20261122T090000\nDURATION:P1D')?.end, { kind: 'clock', wall: '2026-11-23T09:00' });
  for (const bad of ['P', 'PT', 'P99999D', '-PT1H', 'x'])
    assert.equal(first(`DTSTART:20261122T090000Z\nDURATION:${bad}`)?.end, undefined, bad);
});

test('what is taken back, answered or no event at all is told so', () => {
  const lines = 'SUMMARY:x\nDTSTART:20261122T090000Z';
  for (const [method, purpose] of [
    ['CANCEL', 'cancellation'],
    ['REPLY', 'answer'],
    ['COUNTER', 'proposal'],
    ['PUBLISH', 'information'],
    ['', 'information'],
  ] as const)
    assert.equal(readCalendar(calendar(event(lines), method))?.purpose, purpose);
  assert.equal(first(`${lines}\nSTATUS:CANCELLED`)?.isCancelled, true);
  for (const none of ['', event('SUMMARY:without a day'), event('DTSTART:20261332T000000Z'), event('DTSTART:99990101')])
    assert.equal(readCalendar(calendar(none)), undefined, none);
  assert.equal(readCalendar(octets('BEGIN:VEVENT\nDTSTART:20261122'))?.events.length, 1, 'cut off');
});

test('a calendar made to exhaust its reader is bounded in events, people, depth and time', () => {
  const many = calendar(`${event('DTSTART;TZID=Europe/Rome:20261122T090000')}\n`.repeat(2_000));
  const began = performance.now();
  const read = readCalendar(many);
  assert.deepEqual([read?.events.length, read?.isCut], [20, true]);
  const crowd = readCalendar(calendar(event(`DTSTART:20261122\n${'ATTENDEE:mailto:a@b.example\n'.repeat(2_000)}`)));
  assert.deepEqual([crowd?.events[0]?.people.length, crowd?.isCut], [50, true]);
  readCalendar(octets(`${'BEGIN:VEVENT\n'.repeat(5_000)}${'END:VEVENT\n'.repeat(5_000)}`));
  readCalendar(octets(`BEGIN:VEVENT\nSUMMARY:${'a\n '.repeat(50_000)}`));
  assert.ok(performance.now() - began < 3_000, `${performance.now() - began} ms`);
  assert.equal(readCalendar(new Uint8Array(1024 * 1024 + 1)), undefined);
});

test('whatever stands in a file, something is told or nothing, and nothing is thrown', () => {
  const piece = fc.constantFrom(
    ...[
      'BEGIN:VCALENDAR',
      'BEGIN:VEVENT',
      'END:VEVENT',
      'END:VCALENDAR',
      'BEGIN:VCARD',
      'END:VCARD',
      'FN:x',
      'TEL',
      ':',
    ],
    ...['DTSTART:20261122T090000Z', 'DTSTART;TZID=x y:20261122T256199', 'DTEND;VALUE=DATE:20261122', 'DURATION:P1W'],
    ...['ATTENDEE;CN=";:', 'ORGANIZER:', 'EMAIL;TYPE=a,b:\\', 'SUMMARY:\\', ' folded', '\0', 'é'],
  );
  fc.assert(
    fc.property(fc.array(piece), (lines) => {
      readCalendar(octets(lines.join('\n')));
      readContacts(octets(lines.join('\n')));
    }),
    { numRuns: 300 },
  );
});

test('cards are told as they stand, at most fifty', () => {
  const card =
    'BEGIN:VCARD\nVERSION:3.0\nFN:Anna Neri\nORG:Comune;Tributi\nEMAIL:a@b.example\nTEL:+39 0471 1\nEND:VCARD\n';
  assert.deepEqual(readContacts(octets(card)), {
    cards: [
      {
        name: 'Anna Neri',
        organisation: 'Comune, Tributi',
        addresses: [{ address: 'a@b.example', label: '' }],
        phone: '+39 0471 1',
        notes: '',
      },
    ],
    isCut: false,
  });
  const many = readContacts(octets(card.repeat(60)));
  assert.deepEqual([many?.cards.length, many?.isCut], [50, true]);
  assert.equal(readContacts(octets('FN:nessuno')), undefined);
});
