import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMessageDate } from './message-date.ts';

function at(value: string): string | undefined {
  const date = parseMessageDate(value);
  return date && new Date(date.at).toISOString();
}

const CASES: readonly (readonly [value: string, at: string | undefined])[] = [
  [' Fri, 21 Nov 1997 09:55:06 -0600', '1997-11-21T15:55:06.000Z'],
  ['31 Dec 2000 16:01:33 -0800', '2001-01-01T00:01:33.000Z'],
  // RFC 5322 A.5, A.6.2
  [
    'Thu,\r\n      13\r\n        Feb\r\n          1969\r\n      23:32\r\n               -0330 (Newfoundland Time)',
    '1969-02-14T03:02:00.000Z',
  ],
  ['21 Nov 97 09:55:06 GMT', '1997-11-21T09:55:06.000Z'],
  ['Fri, 21 Nov 1997 09(comment):   55  :  06 -0600', '1997-11-21T15:55:06.000Z'],
  ['1 jan 49 00:00 UT', '2049-01-01T00:00:00.000Z'],
  ['1 Jan 103 00:00 Z', '2003-01-01T00:00:00.000Z'],
  ['Mon, 1 Jan 2024 10:00:00 EST', '2024-01-01T15:00:00.000Z'],
  ['Mon, 1 Jan 2024 10:00:00 CEST', '2024-01-01T10:00:00.000Z'],
  ['Mon, 1 Jan 2024 10:00:00 A', '2024-01-01T10:00:00.000Z'],
  ['Mon, 1 Jan 2024 10:00:00', '2024-01-01T10:00:00.000Z'],
  ['Mon, 1 Jan 2024 10:00:00 +0160', '2024-01-01T10:00:00.000Z'],
  ['Thu, 31 Dec 1998 23:59:60 +0000', '1999-01-01T00:00:00.000Z'],
  ['29 Feb 2024 25:00:00 +0000', '2024-02-29T00:00:00.000Z'],
  ['29 Feb 2024', '2024-02-29T00:00:00.000Z'],
  ['29 Feb 2023 10:00:00 +0000', undefined],
  ['32 Jan 2023 10:00:00 +0000', undefined],
  ['0 Jan 2023 10:00:00 +0000', undefined],
  ['1 Foo 2023 10:00:00 +0000', undefined],
  ['1 Jan 0099 10:00:00 +0000', undefined],
  ['yesterday', undefined],
  ['', undefined],
  [`1 Jan 2023${' '.repeat(100_000)}x`, undefined],
];

test('dates of RFC 5322, the obsolete ones too, are read; days that are none are not', () => {
  for (const [value, expected] of CASES) assert.equal(at(value), expected, value.slice(0, 80));
});

test('the day is the one written, whatever the zone', () => {
  assert.equal(parseMessageDate('31 Dec 2000 16:01:33 -0800')?.day, Date.UTC(2000, 11, 31));
  assert.equal(parseMessageDate('1 Jan 2001 00:30:00 +0100')?.day, Date.UTC(2001, 0, 1));
});
