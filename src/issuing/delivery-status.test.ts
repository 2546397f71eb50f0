import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { ascii, concat, indexMime, latin1ToString } from '#mime';
import type { Digests } from '#ports';
import { buildDeliveryStatus } from './delivery-status.ts';

const ISSUER = {
  name: 'Gestore Alfa',
  domain: 'gestore-alfa.example',
  serviceAddress: 'posta-certificata@gestore-alfa.example',
};
const PORTS = {
  random: { bytes: (length: number) => new Uint8Array(length) },
  digests: { sha256: () => createHash('sha256') } as unknown as Digests,
};
const FAILURES = [{ recipient: 'b@posta.example', reply: '550 5.1.1 no\r\nsuch user', status: '5.1.1' }];

function statusOf(beginning: string): Uint8Array {
  const input = { to: 'a@pec.alfa.example', at: 0, failures: FAILURES, failedHeader: ascii(beginning) };
  return concat(buildDeliveryStatus(input, ISSUER, PORTS).rope as Uint8Array[]);
}

test('a delivery status returns the header of what failed and nothing of its body', () => {
  const bytes = statusOf('From: a@pec.alfa.example\r\nSubject: prova\r\n\r\nriservato\r\n\r\nancora\r\n');
  const [, report, returned] = indexMime(bytes).root.children;
  assert.equal(report!.contentType.type, 'message/delivery-status');
  assert.equal(returned!.contentType.type, 'text/rfc822-headers');
  assert.equal(
    latin1ToString(bytes.subarray(returned!.bodyStart, returned!.end)),
    'From: a@pec.alfa.example\r\nSubject: prova\r\n',
  );
});

test('of a header that is too long, or cut short, the beginning is returned', () => {
  const long = `From: a@pec.alfa.example\r\n${'X-Much: of it\r\n'.repeat(10_000)}`;
  const [, , returned] = indexMime(statusOf(long)).root.children;
  assert.equal(returned!.end - returned!.bodyStart, 65_536);
});

test('the words of a peer cannot break out of their field', () => {
  assert.match(
    latin1ToString(statusOf('From: a@pec.alfa.example\r\n\r\n')),
    /^Final-Recipient: rfc822; b@posta\.example\r\nAction: failed\r\nStatus: 5\.1\.1\r\nDiagnostic-Code: smtp; 550 5\.1\.1 no such user\r\n/m,
  );
});
