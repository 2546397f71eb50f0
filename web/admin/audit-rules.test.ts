import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STORE_RULES } from '#adapters/postgres';
import { INVARIANTS } from '#message-log';
import { areaOf, LOG_RULES } from './audit-rules.ts';

test('each rule of the log is said in words, and every rule of the store is about something', () => {
  assert.deepEqual([...LOG_RULES], Object.keys(INVARIANTS));
  const areas = Map.groupBy(STORE_RULES, ({ rule }) => areaOf(rule));
  assert.deepEqual([...areas.keys()].sort(), ['chain', 'folders', 'jobs', 'octets', 'people', 'quarantine']);
  const counts = (areas.get('folders') ?? []).map(({ rule }) => rule);
  // What is about nothing else never touches the octets of a message, nor who may read it.
  for (const rule of counts)
    assert.match(
      rule,
      /^(?:folder-counts|folder-|uid-|placement-|vanished-|modseq|flags|facts-|charged-|mailbox-|card-|seen-)/,
      rule,
    );
});
