import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMemoryStore } from '#adapters/memory';
import type { CertifiedKind } from './classify.ts';
import type { IncomingPointPorts } from './incoming.ts';
import type { Arrival } from './receive.ts';
import { takeUserNotice } from './take-notice.ts';

const [MARIO, ELENA] = ['mario@pec.alfa.example', 'elena@pec.beta.example'];
const ID = 'opec1@gestore-alfa.example';
const T0 = Date.UTC(2026, 2, 2, 8);

/** A delivery receipt of the recipient's own provider, for a message of this identificativo that `sender` sent. */
async function heard(sender: string) {
  const store = openMemoryStore();
  const facts = { sender: MARIO, identificativo: ID } as never;
  await store.commit({
    dispatches: [{ facts, acceptedAt: T0, mailbox: 'mario', envelope: 'e' }],
    track: [{ identificativo: ID, recipient: ELENA, state: 'TAKEN' }],
  });
  const daticert = { tipo: 'avvenuta-consegna', errore: 'nessuno', identificativo: ID, sender, consegna: ELENA };
  const kind = {
    is: 'user-notice',
    record: { name: 'Beta' },
    contentSha256: '0',
    daticert: { ...daticert, recipients: [] },
  };
  const message = { id: 'm1', rope: [], size: 0, sha256: '0' };
  const incoming = { mailFrom: '', message, recipients: [MARIO], peer: '', transport: 'tls' };
  const arrival = { incoming, at: T0 + 60_000 } as unknown as Arrival;
  const accounts = { mailbox: async () => undefined };
  const ports = { store, accounts, issuing: { issuer: {} } } as unknown as IncomingPointPorts;
  const taken = await takeUserNotice(arrival, kind as unknown as CertifiedKind, ports);
  return taken.kind === 'take' ? taken.step : {};
}

test('a receipt moves the tracking of what its own sender sent, and of no other message that bears the same identificativo', async () => {
  const ours = await heard('Mario@pec.alfa.example');
  assert.deepEqual([ours.tracking?.map(({ to }) => to), ours.log?.[0]?.event], [['DELIVERED'], 'RicezioneRicevuta']);
  const others = await heard('eva@pec.gamma.example');
  assert.deepEqual([others.tracking, others.log?.[0]?.event], [undefined, 'RicezioneNonCorrelata']);
});
