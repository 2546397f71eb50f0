import { accountChange, adminRecord, type Ground } from './ground.ts';
import { joined } from './join-steps.ts';
import { hasFactor, RECORD_KIND, readRecord, type SignInRecord } from './record.ts';
import { isMark, resealCodes } from './recovery-codes.ts';

const PAGE = 500;

/** What of sign-in still hangs on keys that are not in force. */
export interface OldFactors {
  /** People whose authenticator or recovery codes are to be sealed anew. */
  readonly sealed: number;
  /** People whose recovery codes are marks of an older key of this vault: nothing but new codes frees them of it. */
  readonly codes: number;
}

/** Only counted. */
export async function countOldFactors(ground: Ground): Promise<OldFactors> {
  let [sealed, codes] = [0, 0];
  for await (const [, kept] of everyRecord(ground)) {
    if (resealed(ground, kept) !== kept) sealed += 1;
    if (kept.recoveryCodes.some(isMark) && codeKey(ground, kept) !== ground.vault.names[0]) codes += 1;
  }
  return { sealed, codes };
}

/**
 * Seals authenticators and recovery codes anew with the key in force, and ends marks of codes whose key is in the vault no more: nobody
 * shall believe that he has any. He is told. Answers how many records changed.
 */
export async function resealFactors(ground: Ground): Promise<number> {
  let changed = 0;
  for await (const [login] of everyRecord(ground)) {
    changed += await ground.change(login, async (kept) => {
      const next = resealed(ground, kept);
      const key = kept.recoveryCodes.some(isMark) ? codeKey(ground, kept) : undefined;
      const named = key === kept.recoveryKey ? next : { ...next, recoveryKey: key };
      if (key === undefined || ground.vault.names.includes(key))
        return named === kept ? { answer: 0 } : { record: named, answer: 1 };
      const mailbox = await ground.ports.store.mailbox(login);
      const bare = { ...named, recoveryCodes: [], recoveryKey: undefined };
      return { ...ground.note({ login, mailbox }, bare, { kind: 'recovery-codes-ended' }), answer: 1 };
    });
  }
  return changed;
}

/** The same record when nothing of it is old. */
function resealed({ vault }: Ground, kept: SignInRecord): SignInRecord {
  const { totp, recoveryCodes } = kept;
  const codes = resealCodes(recoveryCodes, vault);
  const next = codes === recoveryCodes ? kept : { ...kept, recoveryCodes: [...codes] };
  if (totp === undefined || !vault.isOld('totp', totp.sealed)) return next;
  return { ...next, totp: { ...totp, sealed: vault.seal('totp', vault.open('totp', totp.sealed)!) } };
}

/** Marks without a name were marked before keys had any: by the oldest. */
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
      const isKnown = ground.vault.names.includes(kept.recoveryKey ?? '');
      const areWell = kept.recoveryCodes.every((one) =>
        isMark(one) ? isKnown : ground.vault.open('recovery-code', one) !== undefined,
      );
      if (!isLost && areWell) return { answer: undefined };
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
