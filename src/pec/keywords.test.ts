import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MESSAGE_NUMBERS, NOTICE_TYPES } from './catalogue.ts';
import { PEC_KEYWORD_PREFIX, PEC_KEYWORDS, SENT_KEYWORD, UNVERIFIED_KEYWORD } from './keywords.ts';

test('every one of the fourteen has a keyword of the server that is an IMAP atom, and each that X-VerificaSicurezza marks says so', () => {
  assert.deepEqual(Object.keys(PEC_KEYWORDS), MESSAGE_NUMBERS);
  for (const [number, keywords] of Object.entries(PEC_KEYWORDS)) {
    assert.notEqual(keywords.length, 0);
    for (const keyword of [...keywords, SENT_KEYWORD, UNVERIFIED_KEYWORD]) {
      assert.ok(keyword.startsWith(PEC_KEYWORD_PREFIX));
      assert.match(keyword, /^[$A-Za-z-]+$/, 'a flag-keyword is an atom (RFC 9051 9)');
    }
    const { errors } = NOTICE_TYPES[number as keyof typeof PEC_KEYWORDS];
    assert.equal(keywords.includes('$PEC-virus'), errors.includes('virus'), number);
  }
});
