import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { digest, fromPem } from '#cms';
import { readLdif } from '#ldif';
import { type StoredView, sourceOf, type ViewPorts, viewMessage } from '#message-view';
import { messageTreeOf } from '#mime';
import {
  type MessageNumber,
  PEC_KEYWORDS,
  type ProviderIndexView,
  providerIndexOf,
  readProviderRecords,
  verifyRead,
} from '#pec';
import { type Expected, indexPath, messagePath, readExpected, trustPath } from './providers/expected.ts';

const ders = (path: string) => fromPem(readFileSync(path, 'latin1')).map(({ der }) => der);

let index: ProviderIndexView;
before(async () => {
  index = providerIndexOf((await readProviderRecords(readLdif(readFileSync(indexPath)))).records);
});

async function view(octets: Uint8Array, flags: readonly string[], trust: readonly Uint8Array[], known = index) {
  const source = { ...sourceOf(octets), tree: messageTreeOf(octets) };
  const ports: ViewPorts = {
    archives: { list: async () => ({ ok: false, fault: 'none here' }), entry: async () => undefined },
    digest: async (pieces, algorithm) => {
      const all: Uint8Array[] = [];
      for await (const piece of pieces) all.push(piece);
      return await digest(algorithm, Buffer.concat(all));
    },
    isPecDomain: (domain) => known.recordOfDomain(domain) !== undefined,
    knownDomains: [],
    verify: async (message) =>
      await verifyRead(message, async ({ start, end }, algorithm) => digest(algorithm, octets.subarray(start, end)), {
        trust,
        index: known,
        ...(message.daticert?.ok && message.daticert.at !== undefined && { at: message.daticert.at }),
      }),
  };
  return await viewMessage(source, flags, ports);
}

const viewFixture = (row: Expected, flags: readonly string[]): Promise<StoredView> =>
  view(readFileSync(messagePath(row)), flags, ders(trustPath(row)));

describe('T147 what is not certified is never shown as certified', () => {
  const rows = readExpected();
  for (const row of rows) {
    test(`T147 ${row.file} under ${row.trust}`, async () => {
      const kind = row.kind as MessageNumber;
      for (const flags of [
        [],
        ['\\Seen', '$Certificata', 'posta-certificata'],
        ['$PEC-nonverificata'],
        ['$PEC-anomalia'],
      ]) {
        const { trust, certification } = await viewFixture(row, flags);
        assert.notEqual(trust.level, 'certified', flags.join());
        assert.equal(certification, undefined);
        if (flags[0] === '$PEC-anomalia') assert.equal(trust.level, 'not-certified');
      }
      // Even if the server had once said so: what it would not say today is shown as certified only while index or authority vouch for it.
      const judged = await viewFixture(row, PEC_KEYWORDS[kind] ?? []);
      const vouched = row.chain === 'ok' || (row.chain === 'no-path' && row.index === 'yes');
      const isSound =
        row.signature === 'valid' && row.from === 'ok' && row.form === 'ok' && row.names === 'ok' && vouched;
      if (!isSound || kind === 'M6') assert.notEqual(judged.trust.level, 'certified', row.what);
      const nobody = { recordOfDomain: () => undefined, recordOfCertificate: () => undefined };
      const alone = await view(readFileSync(messagePath(row)), PEC_KEYWORDS[kind] ?? [], [], nobody);
      assert.notEqual(alone.trust.level, 'certified', 'neither index nor authority speaks for it');
      if (row.exit === '0' && kind !== 'M6' && !row.warnings!.includes('lines'))
        assert.equal(judged.trust.level, 'certified', row.what);
    });
  }
});
