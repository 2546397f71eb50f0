import type { Language } from '#contract';
import type { CardChange } from '#ports';
import type { Challenge } from './challenges.ts';
import { readDevice } from './device.ts';
import { type Answer, judgeFactor } from './factors.ts';
import { type Ground, personOf } from './ground.ts';
import { joined } from './join-steps.ts';
import { handleIn, judgeAnswer, passkeyRequest } from './passkeys.ts';
import type { LoginStanding } from './ports.ts';
import { MOST_DEVICES, RECORD_KIND, type Recorded, readRecord, type SignInRecord } from './record.ts';
import { refused } from './refusals.ts';
import type { IdentityOfSession, NewSession, SessionOrigin } from './sessions.ts';
import { digestOf, newSecret } from './vault.ts';

/** From where somebody signs in. */
export interface Arrival extends SessionOrigin {
  /** What the pages asked for. */
  readonly language?: Language | undefined;
  /** What his browser is known by since an earlier time. */
  readonly knownDevice?: string | undefined;
}

export interface SignedIn {
  readonly state: 'in';
  readonly standing: LoginStanding;
  readonly begun: NewSession;
  /** What his browser is to be known by; absent: it is known already. */
  readonly newDevice?: string;
}

export interface FactorAsked {
  readonly state: 'second-factor';
  readonly challenge: string;
  readonly methods: readonly ('totp' | 'passkey' | 'recovery-code')[];
  readonly passkey?: unknown;
}

/**
 * Name and password. The work is the same whoever exists (see `Logins.enter`); that a second factor is asked is told only to who knew the
 * password. Throws a Refusal.
 */
export async function enterWithPassword(
  ground: Ground,
  given: { readonly login: string; readonly password: string },
  from: Arrival,
): Promise<SignedIn | FactorAsked> {
  const { guarded, logins } = ground.ports;
  const entry = await guarded(from.peer, given.login, () => logins.enter(given.login, given.password, 'web'));
  if (entry === undefined) throw refused.braked();
  if (!entry.ok) throw refusalOf(entry.why);
  if (!entry.hasSecondFactor) return await begin(ground, entry, from);
  const kept = readRecord(await ground.ports.store.card(RECORD_KIND, entry.login));
  const { token, cards } = await ground.challenges.make(entry.login, 'second-factor', entry.passwordMark);
  await ground.ports.store.commit({ cards });
  return {
    state: 'second-factor',
    challenge: token,
    methods: [
      ...(kept.passkeys.length > 0 ? (['passkey'] as const) : []),
      ...(kept.totp ? (['totp'] as const) : []),
      ...(kept.recoveryCodes.length > 0 ? (['recovery-code'] as const) : []),
    ],
    ...(kept.passkeys.length > 0 && { passkey: await passkeyRequest(ground.party(), kept.passkeys, token) }),
  };
}

/** The second factor, or a passkey alone for a challenge that is open to anybody. Throws a Refusal. */
export async function answerChallenge(
  ground: Ground,
  given: { readonly challenge: string; readonly factor: Answer },
  from: Arrival,
): Promise<SignedIn> {
  const { factor, challenge: token } = given;
  const open = factor.kind === 'passkey' ? ground.challenges.findOpen(token) : undefined;
  if (open !== undefined && factor.kind === 'passkey')
    return await enterWithPasskey(ground, { token, spent: open, credential: factor.credential }, from);
  // Whose challenge it is, to know whom the brake protects; judged again inside.
  const { login } = await ground.challenges.find(token, 'second-factor');
  const tried = await ground.ports.guarded(from.peer, `${login} second-factor`, async () => {
    const judged = await ground.change(login, async (kept): Promise<Recorded<SignedIn | 'wrong' | 'closed'>> => {
      const challenge = await ground.challenges.find(token, 'second-factor');
      const answer = await judgeFactor(ground, { login, kept, factor, token, from });
      if (!answer.ok) return { ...wrong(challenge, answer.step), record: answer.record };
      const standing = await standingOf(ground, login, challenge.about);
      if (standing === undefined) return { answer: 'closed', step: { cards: [challenge.spent] } };
      return await arrive(
        ground,
        standing,
        answer.record,
        from,
        joined({ cards: [challenge.spent] }, answer.step ?? {}),
      );
    });
    return judged === 'wrong' || judged === 'closed' ? { ok: false, judged } : { ok: true, judged };
  });
  if (tried === undefined) throw refused.braked();
  if (tried.judged === 'wrong') throw factor.kind === 'passkey' ? refused.passkey() : refused.factor();
  if (tried.judged === 'closed') throw refused.challenge();
  return tried.judged as SignedIn;
}

const wrong = ({ failed }: Challenge, step: Recorded<unknown>['step']) => {
  return { answer: 'wrong' as const, step: joined({ cards: [failed] }, step ?? {}) };
};

/** A challenge to sign in with whatever passkey the person has for this site. */
export async function beginPasskey(ground: Ground): Promise<{ readonly challenge: string; readonly passkey: unknown }> {
  const challenge = ground.challenges.makeOpen();
  return { challenge, passkey: await passkeyRequest(ground.party(), undefined, challenge) };
}

/** A passkey that verified the person is two factors by itself: something he has, and his finger or PIN. */
async function enterWithPasskey(
  ground: Ground,
  given: {
    readonly token: string;
    readonly spent: CardChange;
    readonly credential: Extract<Answer, { kind: 'passkey' }>['credential'];
  },
  from: Arrival,
): Promise<SignedIn> {
  const { store, guarded } = ground.ports;
  const handle = handleIn(given.credential);
  const card = handle === undefined ? undefined : await store.cardByKey(RECORD_KIND, handle);
  const login = card?.id ?? '';
  const tried = await guarded(from.peer, `${login} passkey`, async () => {
    if (login === '') return { ok: false } as const;
    if ((await store.card(given.spent.card.kind, given.spent.card.id)) !== undefined) throw refused.challenge();
    const entered = await ground.change(login, async (kept): Promise<Recorded<SignedIn | undefined>> => {
      const used = await judgeAnswer(ground.party(), given.credential, given.token, kept.passkeys, ground.now());
      const standing = used && (await standingOf(ground, login));
      if (standing === undefined) return { answer: undefined };
      const passkeys = kept.passkeys.map((one) => (one.id === used!.id ? used! : one));
      return await arrive(ground, standing, { ...kept, passkeys }, from, { cards: [given.spent] });
    });
    return entered === undefined ? ({ ok: false } as const) : ({ ok: true, entered } as const);
  });
  if (tried === undefined) throw refused.braked();
  if (!tried.ok) throw refused.passkey();
  return tried.entered;
}

/** He has proved who he is. Throws a Refusal. */
export async function begin(
  ground: Ground,
  standing: LoginStanding,
  from: Arrival,
  identity?: IdentityOfSession,
): Promise<SignedIn> {
  return await ground.change(standing.login, (kept) => arrive(ground, standing, kept, { ...from, identity }));
}

async function standingOf(ground: Ground, login: string, passwordMark?: string): Promise<LoginStanding | undefined> {
  const entered = { name: login, isWeb: true, ...(passwordMark !== undefined && { passwordMark }) } as const;
  return await ground.ports.logins.standing(entered);
}

/** A session of a new id, always: one that was there before is nothing to it. */
async function arrive(
  ground: Ground,
  standing: LoginStanding,
  kept: SignInRecord,
  from: Arrival & { readonly identity?: IdentityOfSession | undefined },
  besides: Recorded<unknown>['step'] = {},
): Promise<Recorded<SignedIn>> {
  const { login, passwordMark } = standing;
  const language = from.language ?? kept.language ?? 'it';
  const mustChangePassword = kept.mustChangePassword === true;
  const { identity } = from;
  const start = { login, language, passwordMark, mustChangePassword, ...(identity && { identity }) };
  const begun = await ground.sessions.begin(start, from);
  const known = from.knownDevice === undefined ? undefined : digestOf(from.knownDevice);
  const isKnown = known !== undefined && kept.devices.includes(known);
  const newDevice = isKnown ? undefined : newSecret(ground.ports.random);
  const mine = isKnown ? known : digestOf(newDevice!);
  const seen: SignInRecord = {
    ...kept,
    language,
    lastLogin: ground.now(),
    devices: [mine, ...kept.devices.filter((one) => one !== mine)].slice(0, MOST_DEVICES),
  };
  // The very first sign-in is from a new device by nature.
  const isNews = !isKnown && kept.devices.length > 0;
  const what = { kind: 'new-device', about: from.peer, device: readDevice(from.device) } as const;
  const noted = isNews ? ground.note(personOf(standing), seen, what) : { record: seen, step: {} };
  const answer: SignedIn = { state: 'in', standing, begun, ...(newDevice !== undefined && { newDevice }) };
  return { record: noted.record, step: joined(besides, { cards: begun.cards }, noted.step), answer };
}

function refusalOf(why: string) {
  switch (why) {
    case 'closed':
      return refused.closed();
    case 'scope':
    case 'revoked':
      return refused.appPassword();
    case 'no-grant':
      return refused.noGrant();
    default:
      return refused.credentials();
  }
}
