import { z } from 'zod';
import {
  type DigitalIdentity,
  type IdentityProvider,
  IdentityRefused,
  IdentityTooWeak,
  IdentityUnavailable,
} from '#ports';
import { type Arrival, begin, type SignedIn } from './enter.ts';
import type { Ground } from './ground.ts';
import { refused } from './refusals.ts';

/** Time enough to find the telephone, and to install an application on it. */
const JOURNEY_MS = 900_000;
const CHOICE_MS = 300_000;
/** SPID and CIE of level 1 are a password alone. */
const LEAST_LEVEL = 2;

const journey = z.object({
  provider: z.string(),
  purpose: z.enum(['sign-in', 'activation']),
  request: z.string().optional(),
  kept: z.string(),
  until: z.number(),
});
const choice = z.object({ logins: z.array(z.string()), until: z.number() });

/** What is told of a journey that ends nowhere. */
export type IdentityFailure =
  | 'identity-over'
  | 'identity-refused'
  /** Level 1: a password alone. */
  | 'identity-weak'
  | 'identity-unavailable'
  | 'identity-unknown'
  | 'identity-other';

export type IdentityOutcome =
  | { readonly kind: 'in'; readonly signedIn: SignedIn }
  /** He has several mailboxes: `choice` is to be kept by his browser. */
  | { readonly kind: 'choice'; readonly choice: string }
  | { readonly kind: 'identified'; readonly request: string }
  | { readonly kind: 'failed'; readonly why: IdentityFailure; readonly request?: string | undefined };

export interface IdentitiesPorts {
  readonly providers: readonly IdentityProvider[];
  /** Logins of the mailboxes that whoever has this tax code holds now. */
  holderOf(fiscalNumber: string): Promise<readonly string[]>;
  /** He came from a request for a mailbox. Rejects when he is not who made it. */
  identified(request: string, identity: DigitalIdentity & { readonly provider: string }): Promise<void>;
  /** What was not believed, and why: for the machine's log. */
  report(fault: Error): void;
}

export interface IdentityJourney {
  readonly provider: string;
  readonly purpose: 'sign-in' | 'activation';
  readonly request?: string | undefined;
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

  metadata(provider: string, callbackOf: (provider: string) => string): string | undefined {
    const there = this.#find(provider);
    // One name, one document, whichever of them it is asked of: in the order of the settings.
    const isOne = (one: IdentityProvider) =>
      one === there || (one.knownAs !== undefined && one.knownAs === there?.knownAs);
    return there?.metadata?.(this.#ports.providers.filter(isOne).map(({ id }) => callbackOf(id)));
  }

  /** `kept` is sealed, for his browser to bring back: an answer without it, or to another one, is nobody's. Throws a Refusal. */
  async go(asked: IdentityJourney): Promise<{ readonly location: string; readonly kept: string } | IdentityFailure> {
    const { provider, purpose, request, callbackUrl } = asked;
    const there = this.#find(provider);
    if (there === undefined) throw refused.gone();
    try {
      const { location, kept } = await there.begin(callbackUrl);
      const value = { provider, purpose, request, kept, until: this.#now() + JOURNEY_MS };
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
    if (there === undefined || begun?.provider !== provider || !(await this.#spend(sealed!, begun.until)))
      return { kind: 'failed', why: 'identity-over', request: begun?.request };
    const { purpose, request, kept } = begun;
    const identity = await there.finish(answered, kept).catch((fault: unknown) => this.#failed(fault, request));
    if ('kind' in identity) return identity;
    if (levelOf(identity.level) < LEAST_LEVEL)
      return this.#failed(new IdentityTooWeak(`its level is ${identity.level}`), request);
    if (purpose === 'sign-in') return await this.#signIn(identity.fiscalNumber, from);
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
    return await begin(this.#ground, standing, from);
  }

  async #signIn(fiscalNumber: string, from: Arrival): Promise<IdentityOutcome> {
    const held = await this.#ports.holderOf(fiscalNumber);
    const standings = (await Promise.all(held.map((name) => this.#standing(name)))).filter((one) => one !== undefined);
    const [only] = standings;
    if (only === undefined) return { kind: 'failed', why: 'identity-unknown' };
    if (standings.length === 1) return { kind: 'in', signedIn: await begin(this.#ground, only, from) };
    const value = { logins: standings.map(({ login }) => login), until: this.#now() + CHOICE_MS };
    return { kind: 'choice', choice: this.#ground.vault.seal('identity-choice', JSON.stringify(value)) };
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

  #failed(fault: unknown, request: string | undefined): IdentityOutcome {
    if (!(fault instanceof IdentityRefused || fault instanceof IdentityUnavailable)) throw fault;
    this.#ports.report(fault);
    const refused = fault instanceof IdentityTooWeak ? 'identity-weak' : 'identity-refused';
    const why = fault instanceof IdentityUnavailable ? 'identity-unavailable' : refused;
    return { kind: 'failed', why, request };
  }

  #opened<T extends { until: number }>(
    use: 'identity' | 'identity-choice',
    sealed: string | undefined,
    shape: z.ZodType<T>,
  ): T | undefined {
    const text = sealed === undefined ? undefined : this.#ground.vault.open(use, sealed);
    const value = text === undefined ? undefined : shape.parse(JSON.parse(text));
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

function levelOf(level: string): number {
  return Number(/(\d)$/.exec(level)?.[1] ?? 0);
}
