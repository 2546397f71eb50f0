import { z } from 'zod';
import {
  type DeclineReason,
  type DigitalIdentity,
  IdentityDeclined,
  type IdentityProvider,
  IdentityRefused,
  type IdentitySession,
  IdentityTooWeak,
  IdentityUnavailable,
} from '#ports';
import { type Arrival, begin, type SignedIn } from './enter.ts';
import type { Ground } from './ground.ts';
import { refused } from './refusals.ts';
import type { IdentityOfSession } from './sessions.ts';
import { digestOf } from './vault.ts';

/** Time enough to find the telephone, and to install an application on it. */
const JOURNEY_MS = 900_000;
const CHOICE_MS = 300_000;
/** For longer than such an order is believed. */
const TOLD_MS = 900_000;
/** SPID and CIE of level 1 are a password alone. */
const LEAST_LEVEL = 2;

const journey = z.object({
  provider: z.string(),
  purpose: z.enum(['sign-in', 'activation']),
  request: z.string().optional(),
  to: z.string().optional(),
  kept: z.string(),
  until: z.number(),
});
const identityOfSession = z.object({ provider: z.string(), sealed: z.string(), marks: z.array(z.string()) });
const choice = z.object({
  logins: z.array(z.string()),
  identity: identityOfSession.optional(),
  until: z.number(),
});
const left = identityOfSession.omit({ marks: true }).extend({ until: z.number() });
const leaving = z.object({ provider: z.string(), kept: z.string(), until: z.number() });

/** What is told of a journey that ends nowhere. */
export type IdentityFailure =
  | 'identity-over'
  | 'identity-refused'
  /** Level 1: a password alone. */
  | 'identity-weak'
  /** As the provider says itself, see `DeclineReason`. */
  | `identity-${DeclineReason}`
  | 'identity-unavailable'
  | 'identity-unknown'
  | 'identity-other';

export type IdentityOutcome =
  | { readonly kind: 'in'; readonly signedIn: SignedIn; readonly to?: string | undefined }
  /** He has several mailboxes: `choice` is to be kept by his browser. */
  | { readonly kind: 'choice'; readonly choice: string; readonly to?: string | undefined }
  | { readonly kind: 'identified'; readonly request: string }
  | ({ readonly kind: 'failed'; readonly why: IdentityFailure } & Stopped);

/** Where he is when his journey ends nowhere: at his request, or before the door to the place he wanted. */
interface Stopped {
  readonly request?: string | undefined;
  readonly to?: string | undefined;
}

export interface IdentitiesPorts {
  readonly providers: readonly IdentityProvider[];
  /** Logins of the mailboxes that whoever has this tax code holds now. */
  holderOf(fiscalNumber: string): Promise<readonly string[]>;
  /** He came from a request for a mailbox. Rejects when he is not who made it. */
  identified(request: string, identity: DigitalIdentity & { readonly provider: string }): Promise<void>;
  /** Is somebody there whom a browser may be led to, at this address of a provider? Soon said, either way. */
  answers(url: string): Promise<boolean>;
  /** What was not believed, and why: for the machine's log. */
  report(fault: Error): void;
}

/** How one who is out here goes on to sign out at his provider. */
export interface WayOut {
  /** Of the provider. */
  readonly name: string;
  /** Where his browser goes, with what it is to keep meanwhile; absent: nothing can be ended there, or it could not be asked where. */
  readonly way?: { readonly location: string; readonly kept: string };
  /** False: he would find nobody there. */
  readonly answers: boolean;
}

/** Under each name by which browsers reach us, the one that is told in links first. */
export interface OwnAddresses {
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
}

export interface IdentityJourney {
  readonly provider: string;
  readonly purpose: 'sign-in' | 'activation';
  readonly request?: string | undefined;
  /** The place of ours that he wanted, judged already. */
  readonly to?: string | undefined;
  /** Where he is to come back to: an address of ours. */
  readonly callbackUrl: string;
}

export function openIdentities(ground: Ground, ports: IdentitiesPorts): Identities {
  return new Identities(ground, ports);
}

/** Signing in, and proving who one is, by somebody who identified him already (SPID, CIE). */
export class Identities {
  readonly #ground: Ground;
  readonly #ports: IdentitiesPorts;

  constructor(ground: Ground, ports: IdentitiesPorts) {
    this.#ground = ground;
    this.#ports = ports;
  }

  get providers(): readonly Pick<IdentityProvider, 'id' | 'name' | 'protocol'>[] {
    return this.#ports.providers.map(({ id, name, protocol }) => ({ id, name, protocol }));
  }

  metadata(provider: string, addressesOf: (provider: string) => OwnAddresses): string | undefined {
    const there = this.#find(provider);
    // One name, one document, whichever of them it is asked of: in the order of the settings.
    const isOne = (one: IdentityProvider) =>
      one === there || (one.knownAs !== undefined && one.knownAs === there?.knownAs);
    const ours = this.#ports.providers.filter(isOne).map(({ id }) => addressesOf(id));
    return there?.metadata?.({
      callbackUrls: ours.flatMap(({ callbackUrls }) => callbackUrls),
      logoutUrls: there.askedToEnd === undefined ? [] : ours.flatMap(({ logoutUrls }) => logoutUrls),
    });
  }

  /** `kept` is sealed, for his browser to bring back: an answer without it, or to another one, is nobody's. Throws a Refusal. */
  async go(asked: IdentityJourney): Promise<{ readonly location: string; readonly kept: string } | IdentityFailure> {
    const { provider, purpose, request, to, callbackUrl } = asked;
    const there = this.#find(provider);
    if (there === undefined) throw refused.gone();
    try {
      const { location, kept } = await there.begin(callbackUrl);
      const value = { provider, purpose, request, to, kept, until: this.#now() + JOURNEY_MS };
      return { location, kept: this.#ground.vault.seal('identity', JSON.stringify(value)) };
    } catch (fault) {
      if (!(fault instanceof IdentityUnavailable)) throw fault;
      this.#ports.report(fault);
      return 'identity-unavailable';
    }
  }

  async back(
    provider: string,
    answered: Readonly<Record<string, string>>,
    sealed: string | undefined,
    from: Arrival,
  ): Promise<IdentityOutcome> {
    const there = this.#find(provider);
    const begun = this.#opened('identity', sealed, journey);
    // Without what his own browser kept, an answer was made for somebody else to come in with (RFC 9700 4.7).
    const over = { kind: 'failed', why: 'identity-over', request: begun?.request, to: begun?.to } as const;
    if (there === undefined || begun?.provider !== provider) return over;
    const { purpose, request, to, kept } = begun;
    const identity = await there.finish(answered, kept).catch((fault: unknown) => this.#failed(fault, { request, to }));
    if ('kind' in identity) return identity;
    if (levelOf(identity.level) < LEAST_LEVEL)
      return this.#failed(new IdentityTooWeak(`its level is ${identity.level}`), { request, to });
    // An answer that is not believed, or is that of another window of his, spends nothing: this journey may still end well, once.
    if (!(await this.#spend(sealed!, begun.until))) return over;
    if (purpose === 'sign-in') return await this.#signIn(identity, provider, from, to);
    return await this.#identify(request, { ...identity, provider: there.name });
  }

  /** Throws a Refusal when it is over. */
  async choices(sealed: string | undefined): Promise<readonly { readonly login: string; readonly name: string }[]> {
    const open = this.#opened('identity-choice', sealed, choice);
    if (open === undefined) throw refused.challenge();
    const found = await Promise.all(open.logins.map((name) => this.#standing(name)));
    return found.flatMap((one) => (one ? [{ login: one.login, name: one.person }] : []));
  }

  /** Throws a Refusal. */
  async choose(sealed: string | undefined, login: string, from: Arrival): Promise<SignedIn> {
    const open = this.#opened('identity-choice', sealed, choice);
    if (open === undefined || !open.logins.includes(login.toLowerCase())) throw refused.challenge();
    const standing = await this.#standing(login);
    if (standing === undefined) throw refused.closed();
    if (!(await this.#spend(sealed!, open.until))) throw refused.challenge();
    return await begin(this.#ground, standing, from, open.identity);
  }

  /** For his browser to keep when he is out here, to go on to his provider with `leave`; undefined: nothing can be ended there. */
  left({ provider, sealed }: IdentityOfSession): string | undefined {
    if (this.#find(provider)?.leave === undefined) return undefined;
    return this.#ground.vault.seal('identity', JSON.stringify({ provider, sealed, until: this.#now() + JOURNEY_MS }));
  }

  /** Where his browser goes so that the session of his identity ends at its provider as well. Throws a Refusal when there is nothing to end. */
  async leave(sealed: string | undefined, backOf: (provider: string) => string): Promise<WayOut> {
    const identity = this.#opened('identity', sealed, left);
    const there = identity && this.#find(identity.provider);
    const what = identity && this.#ground.vault.open('identity', identity.sealed);
    if (there?.leave === undefined || what === undefined) throw refused.challenge();
    const { id, name } = there;
    try {
      const way = await there.leave(what, backOf(id));
      if (way === undefined) return { name, answers: true };
      const { location, kept } = way;
      const value = { provider: id, kept, until: this.#now() + JOURNEY_MS };
      const mine = { location, kept: this.#ground.vault.seal('identity', JSON.stringify(value)) };
      return { name, way: mine, answers: await this.#ports.answers(location) };
    } catch (fault) {
      // He is out here, whether or not somebody answers there.
      if (!(fault instanceof IdentityUnavailable)) throw fault;
      this.#ports.report(fault);
      return { name, answers: false };
    }
  }

  /** He came back from there: has his session ended? What cannot be believed says that it has not. */
  hasLeft(provider: string, query: string, sealed: string | undefined): boolean {
    const begun = this.#opened('identity', sealed, leaving);
    const there = this.#find(provider);
    if (there?.hasLeft === undefined || begun?.provider !== provider) return false;
    try {
      return there.hasLeft(query, begun.kept);
    } catch (fault) {
      if (!(fault instanceof IdentityRefused)) throw fault;
      this.#ports.report(fault);
      return false;
    }
  }

  /** A provider asks that a session of his ends (single logout). Answers where the browser goes; undefined: it is not to be believed. */
  async endAsAsked(provider: string, query: string, url: string): Promise<string | undefined> {
    const there = this.#find(provider);
    try {
      const asked = there?.askedToEnd?.(query, url);
      if (asked === undefined) return undefined;
      const { sessions, ports } = this.#ground;
      const cards = await sessions.endNamed(markOf(provider, asked.knownAs));
      const hasEnded = cards.length > 0 && (await ports.store.commit({ cards })).done;
      return asked.answer(hasEnded);
    } catch (fault) {
      if (!(fault instanceof IdentityRefused)) throw fault;
      this.#ports.report(fault);
      return undefined;
    }
  }

  /** A provider says itself that a session is over (back-channel logout). False: it is not to be believed, or was said before. */
  async endAsTold(provider: string, token: string): Promise<boolean> {
    const { sessions, ports, challenges } = this.#ground;
    try {
      const told = await this.#find(provider)?.toldToEnd?.(token);
      if (told === undefined) return false;
      const ended = await sessions.endNamed(markOf(provider, told.knownAs));
      const spent = challenges.once(JSON.stringify([provider, told.id]), this.#now() + TOLD_MS);
      return (await ports.store.commit({ cards: [spent, ...ended] })).done;
    } catch (fault) {
      if (!(fault instanceof IdentityRefused)) throw fault;
      this.#ports.report(fault);
      return false;
    }
  }

  async #signIn(
    { fiscalNumber, session }: DigitalIdentity,
    provider: string,
    from: Arrival,
    to: string | undefined,
  ): Promise<IdentityOutcome> {
    const identity = session && this.#kept(provider, session);
    const held = await this.#ports.holderOf(fiscalNumber);
    const standings = (await Promise.all(held.map((name) => this.#standing(name)))).filter((one) => one !== undefined);
    const [only] = standings;
    if (only === undefined) return { kind: 'failed', why: 'identity-unknown', to };
    if (standings.length === 1) return { kind: 'in', signedIn: await begin(this.#ground, only, from, identity), to };
    const value = { logins: standings.map(({ login }) => login), identity, until: this.#now() + CHOICE_MS };
    return { kind: 'choice', choice: this.#ground.vault.seal('identity-choice', JSON.stringify(value)), to };
  }

  #kept(provider: string, { kept, knownAs }: IdentitySession): IdentityOfSession {
    const marks = (knownAs ?? []).map((name) => markOf(provider, name));
    return { provider, sealed: this.#ground.vault.seal('identity', kept), marks };
  }

  async #identify(
    request: string | undefined,
    identity: DigitalIdentity & { readonly provider: string },
  ): Promise<IdentityOutcome> {
    if (request === undefined) return { kind: 'failed', why: 'identity-over' };
    try {
      await this.#ports.identified(request, identity);
      return { kind: 'identified', request };
    } catch (fault) {
      if (fault instanceof Error) this.#ports.report(fault);
      return { kind: 'failed', why: 'identity-other', request };
    }
  }

  #failed(fault: unknown, where: Stopped): IdentityOutcome {
    if (!(fault instanceof IdentityRefused || fault instanceof IdentityUnavailable)) throw fault;
    this.#ports.report(fault);
    return { kind: 'failed', why: failureOf(fault), ...where };
  }

  #opened<T extends { until: number }>(
    use: 'identity' | 'identity-choice',
    sealed: string | undefined,
    shape: z.ZodType<T>,
  ): T | undefined {
    const text = sealed === undefined ? undefined : this.#ground.vault.open(use, sealed);
    // What was kept for another step of the way is nothing to this one.
    const value = text === undefined ? undefined : shape.safeParse(JSON.parse(text)).data;
    return value !== undefined && value.until > this.#now() ? value : undefined;
  }

  /** False: it was used before. */
  async #spend(sealed: string, until: number): Promise<boolean> {
    return (await this.#ground.ports.store.commit({ cards: [this.#ground.challenges.once(sealed, until)] })).done;
  }

  #find(id: string): IdentityProvider | undefined {
    return this.#ports.providers.find((one) => one.id === id);
  }

  #standing(name: string) {
    return this.#ground.ports.logins.standing({ name, isWeb: true });
  }

  #now(): number {
    return this.#ground.ports.monotonic.now();
  }
}

/** The provider's own names are kept nowhere: they say who was identified. */
const markOf = (provider: string, knownAs: string): string => digestOf(JSON.stringify([provider, knownAs]));

function failureOf(fault: IdentityRefused | IdentityUnavailable): IdentityFailure {
  if (fault instanceof IdentityUnavailable) return 'identity-unavailable';
  if (fault instanceof IdentityDeclined) return `identity-${fault.why}`;
  return fault instanceof IdentityTooWeak ? 'identity-weak' : 'identity-refused';
}

function levelOf(level: string): number {
  return Number(/(\d)$/.exec(level)?.[1] ?? 0);
}
