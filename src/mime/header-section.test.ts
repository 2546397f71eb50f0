import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HEADER_FAULT, readHeaderSection, repeatedField } from './header-section.ts';
import { indexMime } from './indexer.ts';
import { ascii } from './octets.ts';

test('fields keep their raw value, their folding and their place', () => {
  const { fields, faults } = readHeaderSection(ascii('From: a\r\nSubject:b\r\n c\r\nX:\n'), 100);
  assert.deepEqual(faults, []);
  assert.deepEqual(fields, [
    { name: 'From', lower: 'from', value: ' a', start: 100, end: 109 },
    { name: 'Subject', lower: 'subject', value: 'b\r\n c', start: 109, end: 124 },
    { name: 'X', lower: 'x', value: '', start: 124, end: 127 },
  ]);
});

function faultsOf(message: string): readonly string[] {
  return indexMime(ascii(message)).headerFaults;
}

const GOOD = 'From: a@a.example\r\nTo: b@b.example\r\n';

test('a header section that conforms has no fault, with or without a Date', () => {
  assert.deepEqual(faultsOf(`${GOOD}\r\nbody`), []);
  assert.deepEqual(
    faultsOf(`${GOOD}Date: Sun, 01 Mar 2026 10:00:00 +0100\r\nX-A: 1\r\nX-A: 2\r\nReceived: x\r\nReceived: y\r\n\r\n`),
    [],
  );
  assert.deepEqual(faultsOf(GOOD), []);
  assert.deepEqual(faultsOf(`Subject: ${'a'.repeat(989)}\r\n\r\n`), []);
});

test('each fault of the header section is named', () => {
  const cases: [string, string][] = [
    [`${GOOD}no colon here\r\n\r\n`, HEADER_FAULT.noColon],
    [`${GOOD}no colon\r\n but: here\r\n\r\n`, HEADER_FAULT.noColon],
    [`${GOOD}Bad name: x\r\n\r\n`, HEADER_FAULT.fieldName],
    [`${GOOD}Subject : x\r\n\r\n`, HEADER_FAULT.fieldName],
    [`${GOOD}: x\r\n\r\n`, HEADER_FAULT.fieldName],
    [`${GOOD}Subject: perch\u00e9\r\n\r\n`, HEADER_FAULT.eightBit],
    [`${GOOD}Subject: ${'a'.repeat(990)}\r\n\r\n`, HEADER_FAULT.longLine],
    [`${GOOD}Subject: x`, HEADER_FAULT.unended],
    [` folded: start\r\n${GOOD}\r\n`, HEADER_FAULT.foldedStart],
    [`\r\n${GOOD}\r\n`, HEADER_FAULT.missing],
    ['', HEADER_FAULT.missing],
    [`${GOOD}X: ${'x\r\n '.repeat(90_000)}\r\n\r\n`, HEADER_FAULT.tooLarge],
  ];
  for (const [message, fault] of cases) assert.ok(faultsOf(message).includes(fault), `${fault}: ${faultsOf(message)}`);
});

test('a field that may stand once and stands twice is a fault', () => {
  for (const name of [
    'From',
    'Sender',
    'Reply-To',
    'To',
    'Cc',
    'Bcc',
    'Message-ID',
    'In-Reply-To',
    'References',
    'Subject',
    'Date',
  ]) {
    assert.deepEqual(faultsOf(`${name}: x\r\n${name.toUpperCase()}: y\r\n\r\n`), [repeatedField(name.toLowerCase())]);
  }
});

test('octets above 127 in the body are no fault of the header', () => {
  const index = indexMime(ascii(`${GOOD}\r\nperch\u00e9`));
  assert.deepEqual(index.headerFaults, []);
  assert.equal(index.eightBit, true);
  assert.equal(index.headerEightBit, false);
});

test('hostile header sections do not hang the reader', () => {
  for (const piece of ['a\r\n', ':\n', ' \n', 'a:\r\n', 'a', '\r']) indexMime(ascii(piece.repeat(85_000)));
});
