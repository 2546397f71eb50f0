import { accountChange, adminRecord, type Ground } from './ground.ts';
import { joined } from './join-steps.ts';
import { hasFactor, RECORD_KIND, readRecord, type SignInRecord } from './record.ts';

const PAGE = 500;

/** What of sign-in still hangs on keys that are not in force. */
export interface OldFactors {
  /** Authenticators that are to be sealed anew. */
  readonly sealed: number;
  /** People whose recovery codes an older key of this vault knows: nothing but new codes frees them of it. */
  readonly codes: number;
}

/** Only counted. */
export async function countOldFactors(ground: Ground): Promise<OldFactors> {
  let [sealed, codes] = [0, 0];
  for await (const [, kept] of everyRecord(ground)) {
    if (kept.totp !== undefined && ground.vault.isOld('totp', kept.totp.sealed)) sealed += 1;
    if (kept.recoveryCodes.length > 0 && codeKey(ground, kept) !== ground.vault.names[0]) codes += 1;
  }
  return { sealed, codes };
}

/**
 * Seals authenticators anew with the key in force, and ends recovery codes whose key is in the vault no more: nobody shall believe that he
 * has any. He is told. Answers how many records changed.
 */
export async function resealFactors(ground: Ground): Promise<number> {
  let changed = 0;
  for await (const [login] of everyRecord(ground)) {
    changed += await ground.change(login, async (kept) => {
      const resealed = resealedTotp(ground, kept);
      const key = kept.recoveryCodes.length > 0 ? codeKey(ground, kept) : undefined;
      const named = key === kept.recoveryKey ? resealed : { ...resealed, recoveryKey: key };
      if (key === undefined || ground.vault.names.includes(key))
        return named === kept ? { answer: 0 } : { record: named, answer: 1 };
      const mailbox = await ground.ports.store.mailbox(login);
      const bare = { ...named, recoveryCodes: [], recoveryKey: undefined };
      return { ...ground.note({ login, mailbox }, bare, { kind: 'recovery-codes-ended' }), answer: 1 };
    });
  }
  return changed;
}

function resealedTotp({ vault }: Ground, kept: SignInRecord): SignInRecord {
  const { totp } = kept;
  if (totp === undefined || !vault.isOld('totp', totp.sealed)) return kept;
  return { ...kept, totp: { ...totp, sealed: vault.seal('totp', vault.open('totp', totp.sealed)!) } };
}

/** Codes without a name were marked before keys had any: by the oldest. */
const codeKey = ({ vault }: Ground, { recoveryKey }: SignInRecord) => recoveryKey ?? vault.names.at(-1)!;

/** What it meant that the key was lost. */
export interface LostFactors {
  /** Those whose only factor is gone: their passwords are too, and they come in by a first-login link after being identified again. */
  readonly shutOut: readonly string[];
  /** Those who still have a passkey, and lost authenticator or recovery codes. */
  readonly lessened: readonly string[];
}

/**
 * After the key was lost: authenticators and recovery codes that no key opens any more are taken away. Nobody comes in with less than
 * before: whoever has no passkey left loses his own password and all sessions with them. Everybody concerned is told by letter. Can be
 * called again.
 */
export async function forgetLostFactors(ground: Ground): Promise<LostFactors> {
  const shutOut: string[] = [];
  const lessened: string[] = [];
  for await (const [login] of everyRecord(ground)) {
    const state = await ground.change(login, async (kept) => {
      const { totp, wrongCodes: _, recoveryKey: __, ...rest } = kept;
      const isLost = totp !== undefined && ground.vault.open('totp', totp.sealed) === undefined;
      const isCodeless = kept.recoveryCodes.length === 0 || ground.vault.names.includes(kept.recoveryKey ?? '');
      if (!isLost && isCodeless) return { answer: undefined };
      const bare: SignInRecord = { ...rest, ...(!isLost && totp && { totp }), recoveryCodes: [] };
      const mailbox = await ground.ports.store.mailbox(login);
      const noted = ground.note({ login, mailbox }, bare, { kind: isLost ? 'totp-lost' : 'recovery-codes-ended' });
      if (hasFactor(bare)) return { ...noted, answer: 'lessened' as const };
      const step = joined(noted.step, {
        accounts: [accountChange({ login, mailbox }, { hasSecondFactor: null, passwordHash: null })],
        cards: await ground.sessions.endAll(login),
        log: [
          adminRecord(ground.now(), `utente ${login}, secondo fattore e password persi con la chiave degli accessi`),
        ],
      });
      return { record: noted.record, step, answer: 'shut-out' as const };
    });
    if (state === 'shut-out') shutOut.push(login);
    if (state === 'lessened') lessened.push(login);
  }
  return { shutOut, lessened };
}

async function* everyRecord({ ports }: Ground): AsyncGenerator<readonly [string, SignInRecord]> {
  for (let after: string | undefined; ; ) {
    const page = await ports.store.cards({ kind: RECORD_KIND, ...(after !== undefined && { after }), limit: PAGE });
    for (const card of page) yield [card.id, readRecord(card)];
    after = page.at(-1)?.id;
    if (page.length < PAGE) return;
  }
}
