import { existsSync, statSync } from 'node:fs';
import { type Certificate, equalBytes, readCertificate } from '#cms';
import type { Logger, ProviderConfig, SigningConfig } from '#config';
import { sameAddress } from '#mime';
import type { Instant } from '#pec';
import type { CurrentSigner, LegalTime, Signer, Step, Store } from '#ports';
import { ACTIVATED, KeyUse } from './key-use.ts';
import { describeKey, type OpenSigner, openSigner } from './open-signer.ts';
import { readCertificates } from './read-pem.ts';
import { activationOf, type CertificateFacts, isPublished, isToCome } from './signing-calendar.ts';
import { activationDocuments, factName, KEY_FAULT, readActivation, readFacts } from './signing-facts.ts';
import { inForceOf, placesOf } from './signing-places.ts';
import type { KeyEnvironment } from './signing-secrets.ts';

export interface SigningKeysPorts {
  readonly store: Store;
  readonly legalTime: LegalTime;
  readonly log: Logger;
  readonly environment: KeyEnvironment;
}

/** The keys of one provider through their lives (spec 11.8). */
export interface SigningKeys {
  readonly current: CurrentSigner;
  /** DER of the certificates that belong in our record, the one in force first. */
  published(): readonly Uint8Array[];
  /** They stand in our own record from now on, if they did not before. */
  notePublished(certificates: readonly Uint8Array[]): Promise<void>;
  /**
   * Does what the calendar of keys owes: takes up a certificate that has come, puts the next key in force when its time has come or a person
   * said so, tells the log what was signed. `indexed`: the certificates of our record in the index of providers.
   */
  perform(indexed: readonly Uint8Array[]): Promise<void>;
  /** When the next key comes into force, at the earliest, if one is published. */
  nextDue(): Instant | undefined;
  close(): Promise<void>;
}

/** A certificate of ours, and the key where we hold it. */
interface Held {
  readonly certificate: Certificate;
  readonly signer?: Signer;
  facts: CertificateFacts;
}

type HeldKey = Held & { readonly signer: Signer };

/** How often the log is told what was signed. */
const TELL_MS = 3_600_000;
const RETRY_MS = 600_000;

/** Opens the keys of the settings, and puts in force the one that was in force at the last stop. Throws when it cannot be opened. */
export async function openSigningKeys(config: ProviderConfig, ports: SigningKeysPorts): Promise<SigningKeys> {
  const keys = new Keys(config, ports);
  await keys.open();
  return {
    current: () => keys.current(),
    published: () => keys.published(),
    notePublished: (certificates) => keys.notePublished(certificates),
    perform: (indexed) => keys.perform(indexed),
    nextDue: () => keys.nextDue(),
    close: () => keys.close(),
  };
}

/** Why a certificate is not tried again at once. */
interface Refused {
  /** When its certificate's file was changed last. */
  readonly changed: number | undefined;
  readonly retryAt: Instant;
}

/** A token may come back; a PIN that was refused is not tried again until somebody has changed something. */
function refusalOf(fault: unknown, place: SigningConfig, now: Instant): Refused {
  const isPin = fault instanceof Error && 'kind' in fault && fault.kind === 'wrong-pin';
  return { changed: changedAt(place), retryAt: isPin ? Number.POSITIVE_INFINITY : now + RETRY_MS };
}

function isStillRefused(refused: Refused | undefined, place: SigningConfig, now: Instant): boolean {
  return refused !== undefined && refused.changed === changedAt(place) && now < refused.retryAt;
}

/** It will never sign: another may be taken up. */
function isOver({ facts, certificate }: Held, now: Instant): boolean {
  return !isToCome(facts) || now > certificate.notAfter;
}

function changedAt({ certificate }: SigningConfig): number | undefined {
  return statSync(certificate, { throwIfNoEntry: false })?.mtimeMs;
}

class Keys {
  readonly #config: ProviderConfig;
  readonly #ports: SigningKeysPorts;
  readonly #use: KeyUse;
  /** By digest of the certificate. */
  readonly #opened = new Map<string, OpenSigner>();
  readonly #places: readonly SigningConfig[];
  #inForce!: HeldKey;
  #next: HeldKey | undefined;
  /** Those before, and those of `alsoPublished`. */
  readonly #others: Held[] = [];
  readonly #refused = new Map<SigningConfig, Refused>();
  #toldAt: Instant;

  constructor(config: ProviderConfig, ports: SigningKeysPorts) {
    this.#config = config;
    this.#ports = ports;
    this.#places = placesOf(config.signing);
    this.#use = new KeyUse({ legalTime: ports.legalTime, provider: config.name, node: config.node });
    this.#toldAt = ports.legalTime.now();
  }

  async open(): Promise<void> {
    const placed = await Promise.all(this.#places.map((place) => this.#heldIn(place)));
    const held = inForceOf(placed, await readActivation(this.#ports.store));
    if (held === undefined) throw new Error(this.#noneInForce());
    // The key before may be gone by now; what must never happen is that it signs again.
    this.#inForce = await this.#openKey(this.#places[placed.indexOf(held)]!);
    await this.#look(this.#ports.legalTime.now());
    for (const der of await readCertificates(this.#config.signing.alsoPublished)) {
      const also = await this.#held(der);
      if (!this.#isKnown(also)) this.#others.push(also);
    }
  }

  #noneInForce(): string {
    const paths = this.#places.map(({ certificate }) => certificate).join(' and ');
    return `the certificate in force is not there (${paths}), and one that was replaced must not sign again`;
  }

  current(): Signer {
    return this.#inForce.signer;
  }

  published(): readonly Uint8Array[] {
    const now = this.#ports.legalTime.now();
    const [inForce, ...others] = this.#all();
    const kept = others.filter(({ facts, certificate }) => isPublished(facts, certificate, now));
    return [inForce!, ...kept].map(({ certificate }) => certificate.der);
  }

  async notePublished(certificates: readonly Uint8Array[]): Promise<void> {
    await this.#note('published', certificates, 'pubblicata');
  }

  async perform(indexed: readonly Uint8Array[]): Promise<void> {
    const now = this.#ports.legalTime.now();
    await this.#note('indexed', indexed, "vista nell'indice dei gestori");
    await this.#look(now);
    await this.#activateWhenDue(now);
    if (now - this.#toldAt >= TELL_MS) await this.#tellUse(now);
  }

  nextDue(): Instant | undefined {
    if (this.#next === undefined) return undefined;
    const { facts, certificate } = this.#next;
    const { publishedAt, indexedAt = publishedAt } = facts;
    const hoped = activationOf({ ...facts, ...(indexedAt !== undefined && { indexedAt }) }, certificate);
    return 'due' in hoped ? hoped.due : undefined;
  }

  async close(): Promise<void> {
    const { store, log, legalTime } = this.#ports;
    try {
      await this.#tellUse(legalTime.now());
      await store.commit({ log: [this.#use.event(['chiusa', this.#serialOf(this.#inForce)])] });
    } catch (fault) {
      log.error({ err: fault }, 'the last use of the signing key could not be told to the log');
    }
    for (const signer of this.#opened.values()) await signer[Symbol.asyncDispose]();
  }

  async #openKey(signing: SigningConfig): Promise<HeldKey> {
    const { environment, store } = this.#ports;
    const opened = await openSigner(signing, environment, (fault) => this.#tellChange(fault));
    const held = await this.#held(opened.certificate);
    this.#opened.set(held.certificate.sha256, opened);
    const signer = this.#use.counted(opened, held.certificate.serial);
    const place = describeKey(signing.key);
    await store.commit({
      forget: [KEY_FAULT],
      log: [this.#use.event(['aperta', this.#serialOf(held), `impronta SHA-256 ${held.certificate.sha256}`, place])],
    });
    return { ...held, signer };
  }

  async #held(der: Uint8Array): Promise<Held> {
    const certificate = await readCertificate(der);
    return { certificate, facts: await readFacts(this.#ports.store, certificate.sha256) };
  }

  /** A token was lost, or is there again: people see it in `status`, auditors in the log. */
  #tellChange(fault: string | undefined): void {
    const { store, log, legalTime } = this.#ports;
    const at = legalTime.now();
    if (fault === undefined) log.info({}, 'the signing key can be used again');
    else log.error({ fault }, 'the signing key cannot be used');
    const record = this.#use.event(fault === undefined ? ['di nuovo disponibile'] : ['non disponibile', fault], at);
    const change: Step =
      fault === undefined
        ? { forget: [KEY_FAULT] }
        : { documents: [{ name: KEY_FAULT, bytes: new TextEncoder().encode(fault), at }] };
    store
      .commit({ ...change, log: [record] })
      .catch((error: unknown) => log.error({ err: error }, 'the state of the signing key could not be written down'));
  }

  #serialOf({ certificate }: Held): string {
    return `certificato ${certificate.serial}`;
  }

  /** What the authority has issued for that place, once it was put there. */
  async #heldIn({ certificate }: SigningConfig): Promise<Held | undefined> {
    if (!existsSync(certificate)) return undefined;
    const [der] = await readCertificates([certificate]);
    return await this.#held(der!);
  }

  /** The one in force first. */
  #all(): readonly Held[] {
    return [this.#inForce, ...(this.#next ? [this.#next] : []), ...this.#others];
  }

  #isKnown({ certificate }: Held): boolean {
    return this.#all().some((one) => one.certificate.sha256 === certificate.sha256);
  }

  async #look(now: Instant): Promise<void> {
    await this.#closePast(now);
    for (const place of this.#places) {
      if (!isStillRefused(this.#refused.get(place), place, now)) await this.#lookIn(place, now);
    }
    await this.#readOrders();
  }

  /** A key whose certificate is over may be taken out of its token, and is not missed. */
  async #closePast(now: Instant): Promise<void> {
    for (const { certificate, facts } of this.#others) {
      const opened = this.#opened.get(certificate.sha256);
      if (opened === undefined || isPublished(facts, certificate, now)) continue;
      this.#opened.delete(certificate.sha256);
      await opened[Symbol.asyncDispose]();
    }
  }

  /** The certificate of the next key comes while we run: nobody starts the server anew for that. */
  async #lookIn(place: SigningConfig, now: Instant): Promise<void> {
    try {
      const held = await this.#heldIn(place);
      if (held === undefined || this.#isKnown(held)) return;
      if (!isToCome(held.facts)) this.#others.push(held);
      else if (this.#next === undefined || isOver(this.#next, now)) await this.#takeUp(held, place);
    } catch (fault) {
      this.#refused.set(place, refusalOf(fault, place, now));
      this.#ports.log.error({ err: fault, certificate: place.certificate }, 'the next signing key cannot be used');
    }
  }

  async #takeUp({ certificate }: Held, place: SigningConfig): Promise<void> {
    const { serviceAddress } = this.#config;
    if (!certificate.emailAddresses.some((address) => sameAddress(address, serviceAddress)))
      throw new Error(`${place.certificate} does not name ${serviceAddress} as its rfc822Name (RFC 6109 5.5.1)`);
    const before = this.#next;
    this.#next = await this.#openKey(place);
    if (before !== undefined) this.#others.push(before);
  }

  /** What another process or the command line has decided meanwhile. */
  async #readOrders(): Promise<void> {
    const { store } = this.#ports;
    for (const held of this.#all()) held.facts = await readFacts(store, held.certificate.sha256);
    const active = await readActivation(store);
    if (this.#next !== undefined && active?.sha256 === this.#next.certificate.sha256) this.#turnTo(this.#next);
  }

  #turnTo(next: HeldKey): void {
    this.#others.push(this.#inForce);
    this.#inForce = next;
    this.#next = undefined;
  }

  async #activateWhenDue(now: Instant): Promise<void> {
    const next = this.#next;
    if (next === undefined) return;
    const activation = activationOf(next.facts, next.certificate);
    const due = 'due' in activation ? activation.due : Number.POSITIVE_INFINITY;
    const isLate =
      isToCome(next.facts) && now > this.#inForce.certificate.notAfter && next.certificate.notBefore <= now;
    if (!isLate && now < due) return;
    const reason = now >= due ? 'pubblicata da almeno 72 ore' : 'la precedente è scaduta';
    const { sha256 } = next.certificate;
    await this.#ports.store.commit({
      documents: activationDocuments({ sha256, reason, at: now }, this.#inForce.certificate.sha256),
      log: [this.#use.event([ACTIVATED, this.#serialOf(next), reason], now)],
    });
    this.#turnTo(next);
    this.#ports.log.info({ certificate: next.certificate.serial, reason }, 'the next signing key is in force');
  }

  /** Writes down the first time that something was so. */
  async #note(fact: 'published' | 'indexed', certificates: readonly Uint8Array[], word: string): Promise<void> {
    const known = `${fact}At` as const;
    const now = this.#ports.legalTime.now();
    for (const held of this.#all()) {
      if (held.facts[known] !== undefined) continue;
      if (!certificates.some((der) => equalBytes(der, held.certificate.der))) continue;
      const name = factName(fact, held.certificate.sha256);
      // Refused when another process was first: its instant is the one that counts.
      await this.#ports.store.commit({
        expects: [{ kind: 'document', name, sha256: undefined }],
        documents: [{ name, bytes: held.certificate.der, at: now }],
        log: [this.#use.event([word, this.#serialOf(held)], now)],
      });
      held.facts = await readFacts(this.#ports.store, held.certificate.sha256);
    }
  }

  async #tellUse(now: Instant): Promise<void> {
    await this.#use.tell(async (log) => void (await this.#ports.store.commit({ log })));
    this.#toldAt = now;
  }
}
