import { accountChange, type Ground, personOf } from './ground.ts';
import { type Credential, judgeAnswer } from './passkeys.ts';
import type { LoginStanding } from './ports.ts';
import { hasFactor, type Recorded, type SignInRecord } from './record.ts';
import { spendRecoveryCode } from './recovery-codes.ts';
import { refused } from './refusals.ts';
import { judgeTotp, waitAfter } from './totp.ts';

/** What somebody shows to prove who he is. */
export type Answer =
  | { readonly kind: 'totp'; readonly code: string }
  | { readonly kind: 'recovery-code'; readonly code: string }
  | { readonly kind: 'passkey'; readonly credential: Credential }
  | { readonly kind: 'password'; readonly password: string };

/** `record` is what stands now, right or wrong: a step used, a counter gone up, one more wrong code. */
export interface FactorJudged {
  readonly ok: boolean;
  readonly record: SignInRecord;
  readonly step?: Recorded<unknown>['step'];
}

/** Wrong codes in a row that are worth a letter. */
const ALARMING_CODES = 10;

/** Is this his second factor? A password never is. Throws a Refusal when codes are not looked at for a while. */
export async function judgeFactor(
  ground: Ground,
  given: {
    readonly login: string;
    readonly kept: SignInRecord;
    readonly factor: Answer;
    readonly token: string;
    readonly from: { readonly peer: string };
  },
): Promise<FactorJudged> {
  const { kept, factor, login } = given;
  switch (factor.kind) {
    case 'password':
      throw refused.factorNeeded();
    case 'totp':
      return await judgeCode(ground, given, factor.code);
    case 'recovery-code': {
      const left = spendRecoveryCode(factor.code, kept.recoveryCodes, ground.vault);
      if (left === undefined) return { ok: false, record: kept };
      const person = await whoIs(ground, login);
      const used = { ...kept, recoveryCodes: [...left] };
      return { ok: true, ...ground.note(person, used, { kind: 'recovery-code-used', about: String(left.length) }) };
    }
    case 'passkey': {
      const used = await judgeAnswer(ground.party(), factor.credential, given.token, kept.passkeys, ground.now());
      if (used === undefined) return { ok: false, record: kept };
      return { ok: true, record: { ...kept, passkeys: kept.passkeys.map((one) => (one.id === used.id ? used : one)) } };
    }
  }
}

async function judgeCode(
  ground: Ground,
  {
    login,
    kept,
    from,
  }: { readonly login: string; readonly kept: SignInRecord; readonly from: { readonly peer: string } },
  code: string,
): Promise<FactorJudged> {
  const { totp, wrongCodes, ...rest } = kept;
  if (totp === undefined) throw refused.noFactor();
  const now = ground.ports.monotonic.now();
  if (wrongCodes !== undefined && wrongCodes.until > now) throw refused.braked();
  const secret = ground.vault.open('totp', totp.sealed);
  if (secret === undefined) throw new Error(`the authenticator of ${login} was sealed with another key`);
  const lastStep = judgeTotp(secret, code, ground.ports.realTime.now(), totp.lastStep);
  if (lastStep !== undefined) return { ok: true, record: { ...rest, totp: { ...totp, lastStep } } };
  const count = (wrongCodes?.count ?? 0) + 1;
  const record = { ...kept, wrongCodes: { count, until: now + waitAfter(count) } };
  if (count !== ALARMING_CODES) return { ok: false, record };
  const person = await whoIs(ground, login);
  return { ok: false, ...ground.note(person, record, { kind: 'codes-guessed', about: from.peer }) };
}

async function whoIs(ground: Ground, login: string) {
  const mailbox = await ground.ports.store.mailbox(login);
  return { login, mailbox };
}

/** The parts of a step that say to the other doors whether his own password still opens them. */
export function factorMark(
  standing: LoginStanding,
  before: SignInRecord,
  after: SignInRecord,
): Recorded<unknown>['step'] {
  const has = hasFactor(after);
  if (has === hasFactor(before) && has === standing.hasSecondFactor) return {};
  return { accounts: [accountChange(personOf(standing), { hasSecondFactor: has ? true : null })] };
}
