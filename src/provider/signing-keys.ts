import { existsSync, statSync } from 'node:fs';
import { type Certificate, equalBytes, readCertificate } from '#cms';
import type { Logger, ProviderConfig, SigningConfig } from '#config';
import { sameAddress } from '#mime';
import type { Instant } from '#pec';
import type { CurrentSigner, LegalTime, Signer, Step, Store } from '#ports';
import { ACTIVATED, KeyUse } from './key-use.ts';
import { describeKey, type OpenSigner, openSigner } from './open-signer.ts';
import { readCertificates } from './read-pem.ts';
import { activationOf, type CertificateFacts, isPublished } from './signing-calendar.ts';
import { activationDocument, factName, KEY_FAULT, readActivation, readFacts } from './signing-facts.ts';
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

/** Why the next key is not tried again at once. */
interface Refused {
  /** When its certificate's file was changed last. */
  readonly changed: number | undefined;
  readonly retryAt: Instant;
}

/** A token may come back; a PIN that was refused is not tried again until somebody has changed something. */
function refusalOf(fault: unknown, next: SigningConfig, now: Instant): Refused {
  const isPin = fault instanceof Error && 'kind' in fault && fault.kind === 'wrong-pin';
  return { changed: changedAt(next), retryAt: isPin ? Number.POSITIVE_INFINITY : now + RETRY_MS };
}

function isStillRefused(refused: Refused | undefined, next: SigningConfig, now: Instant): boolean {
  return refused !== undefined && refused.changed === changedAt(next) && now < refused.retryAt;
}

function changedAt({ certificate }: SigningConfig): number | undefined {
  return statSync(certificate, { throwIfNoEntry: false })?.mtimeMs;
}

class Keys {
  readonly #config: ProviderConfig;
  readonly #ports: SigningKeysPorts;
  readonly #use: KeyUse;
  readonly #opened: OpenSigner[] = [];
  /** Of the settings' `signing`; opened only while it is in force. */
  #main!: Held;
  #next: HeldKey | undefined;
  #also: readonly Held[] = [];
  #inForce!: HeldKey;
  #refused: Refused | undefined;
  #toldAt: Instant;

  constructor(config: ProviderConfig, ports: SigningKeysPorts) {
    this.#config = config;
    this.#ports = ports;
    this.#use = new KeyUse({ legalTime: ports.legalTime, provider: config.name, node: config.node });
    this.#toldAt = ports.legalTime.now();
  }

  async open(): Promise<void> {
    const { signing } = this.#config;
    const active = await readActivation(this.#ports.store);
    const next = await this.#nextHeld();
    if (signing.next !== undefined && next !== undefined && next.certificate.sha256 === active?.sha256) {
      // The key before may be gone by now; what must never happen is that it signs again.
      this.#next = await this.#openKey(signing.next);
      this.#inForce = this.#next;
      this.#main = await this.#heldOf(signing.certificate);
    } else {
      this.#inForce = await this.#openKey(signing);
      this.#main = this.#inForce;
    }
    this.#also = await Promise.all((await readCertificates(signing.alsoPublished)).map((der) => this.#held(der)));
    await this.#look(this.#ports.legalTime.now());
  }

  current(): Signer {
    return this.#inForce.signer;
  }

  published(): readonly Uint8Array[] {
    const now = this.#ports.legalTime.now();
    const others = [this.#main, ...(this.#next ? [this.#next] : []), ...this.#also].filter(
      (held) => held.certificate.sha256 !== this.#inForce.certificate.sha256,
    );
    const kept = others.filter(({ facts, certificate }) => isPublished(facts, certificate, now));
    return [this.#inForce, ...kept].map(({ certificate }) => certificate.der);
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
    if (this.#next === undefined || this.#next === this.#inForce) return undefined;
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
    for (const signer of this.#opened) await signer[Symbol.asyncDispose]();
  }

  async #openKey(signing: SigningConfig): Promise<HeldKey> {
    const { environment, store } = this.#ports;
    const opened = await openSigner(signing, environment, (fault) => this.#tellChange(fault));
    this.#opened.push(opened);
    const held = await this.#held(opened.certificate);
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

  async #heldOf(path: string): Promise<Held> {
    const [der] = await readCertificates([path]);
    return await this.#held(der!);
  }

  /** The next certificate, when the authority has issued it and it was put where the settings say. */
  async #nextHeld(): Promise<Held | undefined> {
    const path = this.#config.signing.next?.certificate;
    return path === undefined || !existsSync(path) ? undefined : await this.#heldOf(path);
  }

  async #look(now: Instant): Promise<void> {
    await this.#lookForNext(now);
    await this.#readOrders();
  }

  /** The certificate of the next key comes while we run: nobody starts the server anew for that. */
  async #lookForNext(now: Instant): Promise<void> {
    const { next } = this.#config.signing;
    if (next === undefined || this.#next !== undefined || isStillRefused(this.#refused, next, now)) return;
    try {
      const held = await this.#nextHeld();
      if (held === undefined) return;
      const { serviceAddress } = this.#config;
      if (!held.certificate.emailAddresses.some((address) => sameAddress(address, serviceAddress)))
        throw new Error(`${next.certificate} does not name ${serviceAddress} as its rfc822Name (RFC 6109 5.5.1)`);
      this.#next = await this.#openKey(next);
    } catch (fault) {
      this.#refused = refusalOf(fault, next, now);
      this.#ports.log.error({ err: fault, certificate: next.certificate }, 'the next signing key cannot be used');
    }
  }

  /** What another process or the command line has decided meanwhile. */
  async #readOrders(): Promise<void> {
    const { store } = this.#ports;
    for (const held of [this.#main, this.#next, ...this.#also])
      if (held !== undefined) held.facts = await readFacts(store, held.certificate.sha256);
    const active = await readActivation(store);
    if (active !== undefined && this.#next?.certificate.sha256 === active.sha256) this.#inForce = this.#next;
  }

  async #activateWhenDue(now: Instant): Promise<void> {
    const next = this.#next;
    if (next === undefined || next === this.#inForce) return;
    const activation = activationOf(next.facts, next.certificate);
    const due = 'due' in activation ? activation.due : Number.POSITIVE_INFINITY;
    const isOver = now > this.#inForce.certificate.notAfter && next.certificate.notBefore <= now;
    if (!isOver && now < due) return;
    const reason = now >= due ? 'pubblicata da almeno 72 ore' : 'la precedente è scaduta';
    const { sha256 } = next.certificate;
    await this.#ports.store.commit({
      documents: [activationDocument({ sha256, reason, at: now })],
      log: [this.#use.event([ACTIVATED, this.#serialOf(next), reason], now)],
    });
    this.#inForce = next;
    this.#ports.log.info({ certificate: next.certificate.serial, reason }, 'the next signing key is in force');
  }

  /** Writes down the first time that something was so. */
  async #note(fact: 'published' | 'indexed', certificates: readonly Uint8Array[], word: string): Promise<void> {
    const known = `${fact}At` as const;
    const now = this.#ports.legalTime.now();
    for (const held of [this.#main, this.#next, ...this.#also]) {
      if (held === undefined || held.facts[known] !== undefined) continue;
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
