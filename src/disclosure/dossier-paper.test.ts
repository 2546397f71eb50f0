import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dossierPaper } from './dossier-paper.ts';

const [ANNA, UGO] = ['anna@pec.beta.example', 'ugo@pec.beta.example'];

test('what the log says of two recipients at once is told of each', () => {
  const of = (address: string) => ({ recipient: { address, type: 'certificato' as const }, outcome: 'taken' as const });
  const record = { seq: 1, instant: 0, point: 'InP', event: 'RicezioneRicevuta', tipo: 'presa-in-carico' } as const;
  const { blocks } = dossierPaper(
    {
      message: {
        identificativo: 'x',
        sender: 'a@b.example',
        recipients: [],
        acceptedAt: '2026-03-01T10:00:00.123+01:00',
      },
      states: [of(ANNA), of(UGO)],
      records: [{ ...record, ricezione: [ANNA.toUpperCase(), UGO] }],
      ...{ parts: [], missing: [], asker: { kind: 'holder', address: 'a@b.example' } },
    },
    {
      issuer: { name: 'Alfa', domain: 'b.example', serviceAddress: 'posta-certificata@b.example' },
      legalTime: { now: () => 0 },
    },
  );
  const timelines = blocks.flatMap((block) => (block.kind === 'timeline' ? [block.events.length] : []));
  assert.deepEqual(timelines, [0, 1, 1], 'none of the whole message, one of each recipient');
});
