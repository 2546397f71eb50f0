import type { Caller } from './confirm.ts';
import { factorMark } from './factors.ts';
import { type Ground, type Noted, personOf } from './ground.ts';
import { joined } from './join-steps.ts';
import { type Credential, judgeCreation, passkeyCreation } from './passkeys.ts';
import type { LoginStanding } from './ports.ts';
import { hasFactor, RECORD_KIND, type Recorded, readRecord, type SignInRecord } from './record.ts';
import { makeRecoveryCodes } from './recovery-codes.ts';
import { refused } from './refusals.ts';
import type { NewSession } from './sessions.ts';
import { judgeTotp, makeTotp } from './totp.ts';
import { newSecret } from './vault.ts';

/** Several keys and telephones, and one in the safe. */
const MOST_PASSKEYS = 20;

/** Who has a factor in hand, as he stands now. */
export interface Enroller extends Caller {
  readonly standing: LoginStanding;
  /** Policy says that he must have one. */
  readonly mustHaveFactor: boolean;
}

export interface Enrolled {
  /** Shown once, with the first factor. */
  readonly recoveryCodes?: readonly string[];
  /** His session goes on under a new id, the others have ended: what could be entered with a password alone is past. */
  readonly turned: NewSession;
}

export async function beginTotp(ground: Ground, { login }: Caller) {
  const { random, site, store } = ground.ports;
  const { secret, uri } = makeTotp(random, site.name, login);
  const { token, cards } = await ground.challenges.make(login, 'totp', ground.vault.seal('totp', secret));
  await store.commit({ cards });
  return { secret, uri, challenge: token };
}

/** A first code shows that the authenticator is set up right. Throws a Refusal. */
export async function enrolTotp(
  ground: Ground,
  enroller: Enroller,
  given: { readonly challenge: string; readonly code: string },
): Promise<Enrolled> {
  const enrolled = await ground.change(enroller.login, async (kept): Promise<Recorded<Enrolled | undefined>> => {
    const challenge = await ground.challenges.find(given.challenge, 'totp');
    if (challenge.login !== enroller.login) throw refused.challenge();
    const sealed = challenge.about ?? '';
    const secret = ground.vault.open('totp', sealed);
    if (secret === undefined) throw refused.challenge();
    const lastStep = judgeTotp(secret, given.code, ground.ports.realTime.now(), 0);
    if (lastStep === undefined) return { answer: undefined, step: { cards: [challenge.failed] } };
    const { wrongCodes: _past, ...rest } = kept;
    const next = { ...rest, totp: { sealed, since: ground.now(), lastStep } };
    const done = await changeFactors(ground, enroller, kept, next, { kind: 'totp-added' });
    return { ...done, step: joined(done.step ?? {}, { cards: [challenge.spent] }) };
  });
  if (enrolled === undefined) throw refused.factor();
  return enrolled;
}

export async function removeTotp(ground: Ground, enroller: Enroller): Promise<Enrolled> {
  return await ground.change(enroller.login, async (kept) => {
    const { totp, wrongCodes: _past, ...rest } = kept;
    if (totp === undefined) throw refused.noFactor();
    return await changeFactors(ground, enroller, kept, rest, { kind: 'totp-removed' });
  });
}

/** What a browser needs to make a passkey. The handle his authenticator will know him by is chosen once. */
export async function beginPasskeyEnrolment(ground: Ground, { login, standing }: Enroller) {
  const { random } = ground.ports;
  return await ground.change(login, async (kept) => {
    if (kept.passkeys.length >= MOST_PASSKEYS) throw refused.tooMany();
    const handle = kept.handle ?? newSecret(random);
    const { token, cards } = await ground.challenges.make(login, 'passkey');
    const who = { handle, login, person: standing.person, passkeys: kept.passkeys };
    const options = await passkeyCreation(ground.party(), who, token);
    return { record: { ...kept, handle }, step: { cards }, answer: { options, challenge: token } };
  });
}

/** Throws a Refusal. */
export async function enrolPasskey(
  ground: Ground,
  enroller: Enroller,
  given: { readonly challenge: string; readonly name: string; readonly credential: Credential },
): Promise<Enrolled & { readonly id: string }> {
  const enrolled = await ground.change(
    enroller.login,
    async (kept): Promise<Recorded<(Enrolled & { id: string }) | undefined>> => {
      const challenge = await ground.challenges.find(given.challenge, 'passkey');
      if (challenge.login !== enroller.login) throw refused.challenge();
      const about = { name: given.name, at: ground.now() };
      const made = await judgeCreation(ground.party(), given.credential, given.challenge, about);
      if (made === undefined || kept.passkeys.some(({ id }) => id === made.id))
        return { answer: undefined, step: { cards: [challenge.failed] } };
      const next = { ...kept, passkeys: [...kept.passkeys, made] };
      const done = await changeFactors(ground, enroller, kept, next, { kind: 'passkey-added', about: made.name });
      const step = joined(done.step ?? {}, { cards: [challenge.spent] });
      return { ...done, step, answer: { ...done.answer, id: made.id } };
    },
  );
  if (enrolled === undefined) throw refused.passkey();
  return enrolled;
}

export async function removePasskey(ground: Ground, enroller: Enroller, id: string): Promise<Enrolled> {
  return await ground.change(enroller.login, async (kept) => {
    const gone = kept.passkeys.find((one) => one.id === id);
    if (gone === undefined) throw refused.gone();
    const next = { ...kept, passkeys: kept.passkeys.filter((one) => one !== gone) };
    return await changeFactors(ground, enroller, kept, next, { kind: 'passkey-removed', about: gone.name });
  });
}

/** The old ones end. Throws a Refusal where there is no factor that they could stand in for. */
export async function renewRecoveryCodes(ground: Ground, { login, standing }: Enroller): Promise<readonly string[]> {
  return await ground.change(login, async (kept) => {
    if (!hasFactor(kept)) throw refused.noFactor();
    const { shown, kept: codes } = makeRecoveryCodes(ground.ports.random, ground.vault);
    const next = { ...kept, recoveryCodes: [...codes], recoveryKey: undefined };
    return { ...ground.note(personOf(standing), next, { kind: 'recovery-codes-made' }), answer: shown };
  });
}

/** The first factor brings recovery codes, the last one takes them away. */
async function changeFactors(
  ground: Ground,
  { standing, mustHaveFactor, id }: Enroller,
  before: SignInRecord,
  after: SignInRecord,
  what: Noted,
): Promise<Recorded<Enrolled>> {
  if (mustHaveFactor && hasFactor(before) && !hasFactor(after)) throw refused.factorRequired();
  const isFirst = hasFactor(after) && after.recoveryCodes.length === 0;
  const codes = isFirst ? makeRecoveryCodes(ground.ports.random, ground.vault) : undefined;
  const recoveryCodes = hasFactor(after) ? [...(codes?.kept ?? after.recoveryCodes)] : [];
  const noted = ground.note(personOf(standing), { ...after, recoveryCodes }, what);
  const turned = await ground.sessions.turn(id, { atOnce: true });
  if (turned === undefined) throw refused.challenge();
  const others = await ground.sessions.endAll(standing.login, id);
  const step = joined(noted.step, factorMark(standing, before, after) ?? {}, { cards: [...turned.cards, ...others] });
  return { record: noted.record, step, answer: { turned, ...(codes && { recoveryCodes: codes.shown }) } };
}

/** What somebody sees of his factors. */
export async function readFactors(ground: Ground, login: string): Promise<SignInRecord> {
  return readRecord(await ground.ports.store.card(RECORD_KIND, login));
}
