import { memoryClock, openMemoryStore, seededRandom } from '#adapters/memory';
import type { AccountChange, Grant, Mailbox } from '#ports';

export const T0 = Date.parse('2026-03-01T09:00:00Z');
export const HOUR_MS = 3_600_000;
export const BOX: Mailbox = {
  id: 'box',
  address: 'box@pec.alfa.example',
  holder: 'Comune di Prova',
  kind: 'user',
  status: 'active',
  quotaBytes: 1_000_000,
  ordinaryMail: { kind: 'accept' },
};

const user = (login: string, name: string): AccountChange => ({
  kind: 'put-user',
  user: { login, name, status: 'active' },
});
export const grantTo = (login: string, change: Partial<Grant> = {}): AccountChange => ({
  kind: 'put-grant',
  grant: { mailbox: BOX.id, login, level: 'write', maySend: false, ...change },
});

/** A mailbox, and two who could work in it. */
export async function openTeam(...accounts: readonly AccountChange[]) {
  const store = openMemoryStore();
  const clock = memoryClock(T0);
  await store.commit({
    accounts: [{ kind: 'put-mailbox', mailbox: BOX }, user('anna', 'Anna Verdi'), user('ugo', 'Ugo Neri'), ...accounts],
  });
  return { store, clock, random: seededRandom(1), legalTime: clock };
}
