import { z } from 'zod';
import { LANGUAGES, type Language } from '#contract';
import type { Instant } from '#pec';
import type { Card, CardChange, CardReads, LegalTime, Monotonic, Random, Store } from '#ports';
import { type Device, readDevice } from './device.ts';
import { digestOf, newSecret } from './vault.ts';

export const SESSION_KIND = 'web-session';
export const NAME_KIND = 'web-session-name';

/** Unused for so long, a session ends; whatever is done, after so long. */
export const IDLE_MS = 3_600_000;
export const ABSOLUTE_MS = 12 * 3_600_000;
/** How long a proof of who he is opens what is sensitive. */
export const CONFIRMED_MS = 600_000;
/** Requests that were under way when the id changed still come in with the old one, and with no more than it had opened. */
const OLD_ID_MS = 15_000;
/** That it is used is written down at most this often. */
const TOUCH_MS = 60_000;
/** Of one login: the one unused for longest ends when another begins. */
const MOST_SESSIONS = 20;

const kept = z.object({
  device: z.object({ browser: z.string(), system: z.string() }),
  peer: z.string(),
  since: z.number(),
  lastSeen: z.number(),
  language: z.enum(LANGUAGES),
  csrf: z.string(),
  passwordMark: z.string(),
  mustChangePassword: z.literal(true).optional(),
  identity: z
    .object({ provider: z.string(), sealed: z.string(), marks: z.array(z.string()).readonly().default([]) })
    .optional(),
  // What follows is monotonic: the time machine ends no session.
  startedAt: z.number(),
  seenAt: z.number(),
  confirmedAt: z.number().optional(),
  until: z.number().optional(),
});
type Kept = z.output<typeof kept>;

/** Under which digest providers of identities know sessions of which login: a session changes its id, this stays. */
const name = z.object({ until: z.number() });

/** Somebody in a browser. */
export interface Session {
  /** Digest of the secret in the cookie: it names the session, and opens nothing. */
  readonly id: string;
  readonly login: string;
  readonly device: Device;
  readonly peer: string;
  readonly since: Instant;
  readonly lastSeen: Instant;
  readonly language: Language;
  readonly csrf: string;
  readonly passwordMark: string;
  readonly mustChangePassword: boolean;
  readonly identity?: IdentityOfSession | undefined;
  /** For how long what is sensitive is still open, milliseconds; 0: it is not. */
  readonly confirmedForMs: number;
}

/** By which digital identity he came in: it has a session of its own, at its provider. */
export interface IdentityOfSession {
  readonly provider: string;
  /** What ends it there, in the vault. */
  readonly sealed: string;
  /** Digests of the names by which the provider asks for its end. */
  readonly marks: readonly string[];
}

export interface SessionOrigin {
  readonly peer: string;
  /** User-Agent. */
  readonly device: string;
  readonly isIdle?: true;
}

export interface NewSession {
  /** For the cookie, and for nothing else. */
  readonly secret: string;
  readonly session: Session;
  readonly cards: readonly CardChange[];
}

export interface SessionStart {
  readonly login: string;
  readonly language: Language;
  readonly passwordMark: string;
  readonly mustChangePassword: boolean;
  readonly identity?: IdentityOfSession | undefined;
}

/** What changes when a session goes on under another id. */
export interface SessionTurn {
  readonly isConfirmed?: true;
  readonly passwordMark?: string;
  readonly mustChangePassword?: false;
  /** The old id is worth nothing from now on, not even for requests under way. */
  readonly atOnce?: true;
}

export interface SessionsPorts {
  readonly store: CardReads & Pick<Store, 'commit'>;
  readonly legalTime: LegalTime;
  readonly monotonic: Monotonic;
  readonly random: Random;
}

const CSRF_OCTETS = 18;

/** Sessions of browsers, as cards; what changes is given as parts of a step, for whoever commits it. */
export class Sessions {
  readonly #ports: SessionsPorts;

  constructor(ports: SessionsPorts) {
    this.#ports = ports;
  }

  /** He has just proved who he is: what is sensitive is open. Sessions of his that are over go in the same step. */
  async begin({ login, mustChangePassword, ...start }: SessionStart, from: SessionOrigin): Promise<NewSession> {
    const { legalTime, monotonic, random } = this.#ports;
    const all = await this.#all(login);
    const used = all.filter((card) => !this.isOver(card)).sort(latestFirst);
    const ended = [...all.filter((card) => this.isOver(card)), ...used.slice(MOST_SESSIONS - 1)];
    const [at, now] = [legalTime.now(), monotonic.now()];
    const csrf = Buffer.from(random.bytes(CSRF_OCTETS)).toString('base64url');
    const times = { since: at, lastSeen: at, startedAt: now, seenAt: now, confirmedAt: now };
    const must = mustChangePassword ? ({ mustChangePassword } as const) : {};
    const value = { ...start, ...must, ...times, csrf, device: readDevice(from.device), peer: from.peer };
    const named = (start.identity?.marks ?? []).map((mark) => this.#putName(mark, login, now + ABSOLUTE_MS));
    return this.#born(login, value, [...ended.map(({ id }) => this.end(id)), ...named]);
  }

  /** Whose this cookie is, now. */
  async find(secret: string, from: SessionOrigin): Promise<Session | undefined> {
    const { store, legalTime, monotonic } = this.#ports;
    const card = await this.#living(digestOf(secret));
    if (card === undefined) return undefined;
    const value = kept.parse(card.value);
    const now = monotonic.now();
    if (from.isIdle || now - value.seenAt < TOUCH_MS || value.until !== undefined) return this.#shown(card, value);
    const seen = { ...value, seenAt: now, lastSeen: legalTime.now(), peer: from.peer };
    // Whoever changed it meanwhile has seen it, too.
    await store.commit({ cards: [this.#put(card.id, card.owner, seen, card.version)] });
    return this.#shown(card, seen);
  }

  /** A new id at every change of what it opens: an id that somebody else knew or planted is worth nothing then. */
  async turn(
    id: string,
    { isConfirmed, passwordMark, mustChangePassword, atOnce }: SessionTurn,
  ): Promise<NewSession | undefined> {
    const card = await this.#living(id);
    if (card === undefined) return undefined;
    const { confirmedAt, mustChangePassword: must, ...value } = kept.parse(card.value);
    if (value.until !== undefined) return undefined;
    const now = this.#ports.monotonic.now();
    const confirmed = isConfirmed ? now : confirmedAt;
    const old = { ...value, until: now + OLD_ID_MS };
    const next: Kept = {
      ...value,
      seenAt: now,
      ...(confirmed !== undefined && { confirmedAt: confirmed }),
      ...(must && mustChangePassword !== false && { mustChangePassword: must }),
      ...(passwordMark !== undefined && { passwordMark }),
    };
    return this.#born(card.owner, next, [atOnce ? this.end(id) : this.#put(id, card.owner, old, card.version)]);
  }

  async list(login: string): Promise<readonly Session[]> {
    return (await this.#all(login))
      .filter((card) => !this.isOver(card) && kept.parse(card.value).until === undefined)
      .sort(latestFirst)
      .map((card) => this.#shown(card, kept.parse(card.value)));
  }

  end(id: string): CardChange {
    return { kind: 'remove', card: { kind: SESSION_KIND, id } };
  }

  /** Ends them, all but one. */
  async endAll(login: string, but?: string): Promise<readonly CardChange[]> {
    return (await this.#all(login)).filter(({ id }) => id !== but).map(({ id }) => this.end(id));
  }

  async byId(id: string): Promise<Session | undefined> {
    const card = await this.#living(id);
    return card && this.#shown(card, kept.parse(card.value));
  }

  /** Ends those that began with a digital identity known by this digest, whatever id they go on under. */
  async endNamed(mark: string): Promise<readonly CardChange[]> {
    const { store } = this.#ports;
    const names = await store.cards({ kind: NAME_KIND, after: `${mark}:`, limit: MOST_SESSIONS });
    const mine = names.filter(({ id }) => id.startsWith(`${mark}:`));
    const sessions = (await Promise.all(mine.map(({ owner }) => this.#all(owner)))).flat();
    const ended = sessions.filter(({ value }) => kept.parse(value).identity?.marks.includes(mark));
    if (ended.length === 0) return [];
    const forgotten = mine.map(({ id }): CardChange => ({ kind: 'remove', card: { kind: NAME_KIND, id } }));
    return [...ended.map(({ id }) => this.end(id)), ...forgotten];
  }

  isNameOver({ value }: Card): boolean {
    return name.parse(value).until <= this.#ports.monotonic.now();
  }

  async change(id: string, { language }: { readonly language: Language }): Promise<CardChange | undefined> {
    const card = await this.#living(id);
    return card && this.#put(id, card.owner, { ...kept.parse(card.value), language }, card.version);
  }

  isOver(card: Card): boolean {
    const { startedAt, seenAt, until } = kept.parse(card.value);
    const end = Math.min(startedAt + ABSOLUTE_MS, seenAt + IDLE_MS, until ?? Number.POSITIVE_INFINITY);
    return this.#ports.monotonic.now() >= end;
  }

  async #living(id: string): Promise<Card | undefined> {
    const card = await this.#ports.store.card(SESSION_KIND, id);
    return card === undefined || this.isOver(card) ? undefined : card;
  }

  /** Never many: each that begins ends what is too much. */
  #all(login: string): Promise<readonly Card[]> {
    return this.#ports.store.cards({ kind: SESSION_KIND, owner: login, limit: 1_000 });
  }

  #shown({ id, owner }: Pick<Card, 'id' | 'owner'>, value: Kept): Session {
    const { startedAt: _s, seenAt: _n, until: _u, confirmedAt, mustChangePassword, ...rest } = value;
    const left = confirmedAt === undefined ? 0 : confirmedAt + CONFIRMED_MS - this.#ports.monotonic.now();
    const confirmedForMs = Math.max(0, left);
    return { ...rest, id, login: owner, mustChangePassword: mustChangePassword === true, confirmedForMs };
  }

  #born(login: string, value: Kept, besides: readonly CardChange[]): NewSession {
    const secret = newSecret(this.#ports.random);
    const id = digestOf(secret);
    return {
      secret,
      session: this.#shown({ id, owner: login }, value),
      cards: [...besides, this.#put(id, login, value, 0)],
    };
  }

  #putName(mark: string, login: string, until: number): CardChange {
    const at = this.#ports.legalTime.now();
    return { kind: 'put', card: { kind: NAME_KIND, id: `${mark}:${login}`, owner: login, value: { until }, at } };
  }

  #put(id: string, owner: string, value: Kept, was: number): CardChange {
    return { kind: 'put', card: { kind: SESSION_KIND, id, owner, value, at: this.#ports.legalTime.now() }, was };
  }
}

const latestFirst = (a: Card, b: Card): number => kept.parse(b.value).seenAt - kept.parse(a.value).seenAt;
