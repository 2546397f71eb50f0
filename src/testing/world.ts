import {
  type MemoryClock,
  memoryBlobs,
  memoryClock,
  memoryDownload,
  memoryRelay,
  memoryScanner,
  type SeededRandom,
  seededRandom,
  type WireFaults,
} from '#adapters/memory';
import { domainOf } from '#mime';
import type { ProviderIndexView } from '#pec';
import type { Destination, Mailbox, RelayReply, Signer, StoredLogRecord, VirusScanner } from '#ports';
import { CAST, mailboxesOf, type ProviderSpec, serviceAddressOf } from './world-cast.ts';
import { type Directory, openDirectory } from './world-directory.ts';
import { memoryDisk, type ProviderDisk } from './world-disk.ts';
import { type Found, type Letter, readFolder, readFound, transactionOf, writeLetter } from './world-mail.ts';
import { Member, PowerCut } from './world-member.ts';
import {
  type Fate,
  type OnTheWire,
  type OrdinaryWorld,
  openOrdinaryWorld,
  receiveTransaction,
  submitTransaction,
  type Transaction,
} from './world-network.ts';
import { testSigner } from './world-pki.ts';
import { type ProcessPorts, type Sabotage, startProcess } from './world-provider.ts';
import { noTurns, seededTurns, type Turns } from './world-turns.ts';

/** 2 March 2026, 09:00 legal time. */
export const WORLD_START = Date.UTC(2026, 2, 2, 8);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
const REFRESH_MS = 6 * HOUR;
const MAX_WALK = 50_000;

export interface WorldOptions {
  readonly seed?: number;
  readonly providers?: readonly ProviderSpec[];
  /** Given: a seeded order of everything, and a power cut with this probability at each turn. */
  readonly powerCut?: number;
  readonly wire?: WireFaults;
  readonly scanner?: VirusScanner;
  readonly limits?: ProcessPorts['limits'];
  /** Nothing, unless said. */
  readonly quotaReserve?: ProcessPorts['quotaReserve'];
  /** Of the turns, where the disks are real ones. */
  readonly patience?: number;
  readonly disk?: (spec: ProviderSpec) => Promise<ProviderDisk>;
  /** By key of the provider. */
  readonly sabotage?: Readonly<Record<string, Sabotage>>;
  /** Jobs that fail with a fault are only counted; else `settle` throws the first one. */
  readonly tolerant?: boolean;
}

export interface SubmissionAnswer {
  /** 0: the connection was lost, and the client knows nothing. */
  readonly code: number;
  readonly text: string;
  readonly identificativo: string;
}

/** Opens a small PEC country in one process, in memory, with a clock that stands still until it is moved. */
export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const world = new World(options, await openDirectory(options.providers ?? CAST));
  await world.open();
  return world;
}

export class World {
  readonly clock: MemoryClock = memoryClock(WORLD_START);
  readonly random: SeededRandom;
  readonly ordinary: OrdinaryWorld = openOrdinaryWorld('posta.example');
  readonly directory: Directory;
  /** Every transaction between servers, in order. */
  readonly wire: OnTheWire[] = [];
  /** Faults of jobs, each also put back by the spool. */
  readonly faults: unknown[] = [];
  /** Domains that do not exist. */
  readonly nowhere = new Set<string>();
  /** Decides what becomes of a message on the wire; `message` is read only when asked. */
  fate: (transaction: OnTheWire, message: () => Promise<Found>) => Fate | Promise<Fate> = () => 'arrives';
  /** What a provider believes the index says. */
  indexView: (key: string, view: ProviderIndexView | undefined) => ProviderIndexView | undefined = (_, view) => view;
  readonly scanners = new Map<string, VirusScanner>();
  /** By key of the provider: what signs there from now on, instead of its own. */
  readonly signers = new Map<string, Signer>();
  readonly #members = new Map<string, Member>();
  readonly #options: WorldOptions;
  readonly #turns: Turns;
  readonly #scanner: VirusScanner;
  #refreshedAt = Number.NEGATIVE_INFINITY;
  #letters = 0;
  #cutsAllowed = true;

  constructor(options: WorldOptions, directory: Directory) {
    this.#options = options;
    this.directory = directory;
    this.random = seededRandom(options.seed ?? 1);
    this.#scanner = options.scanner ?? memoryScanner();
    const { powerCut } = options;
    this.#turns =
      powerCut === undefined ? noTurns : seededTurns(this.random, () => this.#cutPower(powerCut), options.patience);
  }

  async open(): Promise<void> {
    const { providers = CAST, disk = async () => memoryDisk() } = this.#options;
    for (const spec of providers) {
      const opened = await disk(spec);
      const domains = spec.pecDomains.map((domain) => ({ kind: 'put-domain', domain }) as const);
      const mailboxes = mailboxesOf(spec).map((mailbox) => ({ kind: 'put-mailbox', mailbox }) as const);
      await opened.inspect.commit({ accounts: [...domains, ...mailboxes] });
      const member: Member = new Member(spec, opened, this.#turns.pace, async (handle, blobs, life) =>
        startProcess({ ...(await this.#portsOf(member, life)), store: handle.store, blobs }),
      );
      this.#members.set(spec.key, member);
    }
    await this.calmly(async () => {
      for (const member of this.#members.values()) await this.#turns.during(member.start());
      await this.refresh();
    });
  }

  async #portsOf(member: Member, life: number) {
    const { spec } = member;
    const { limits = { maxRecipients: 200, maxBytesTimesRecipients: 100_000_000 }, sabotage = {} } = this.#options;
    const { quotaReserve = { percent: 0, leastBytes: 0 } } = this.#options;
    const signer = await testSigner(spec.key, this.directory.certificateOf(spec.key));
    return {
      ...{ spec, limits, quotaReserve, clock: this.clock, random: this.random, node: `${spec.key}${life}` },
      currentSigner: () => this.signers.get(spec.key) ?? signer,
      scanner: { description: 'test', scan: (content) => (this.scanners.get(spec.key) ?? this.#scanner).scan(content) },
      relay: this.#relayOf(member),
      download: memoryDownload(this.directory.documents),
      indexAuthority: this.directory.indexCertificate,
      roots: this.directory.roots,
      sabotage: sabotage[spec.key] ?? {},
      indexView: (view) => this.indexView(spec.key, view),
      report: (error) => void this.faults.push(error),
    } satisfies Omit<ProcessPorts, 'store' | 'blobs'>;
  }

  #relayOf(member: Member) {
    const { wire: faults = {} } = this.#options;
    const { random, ordinary } = this;
    const receive = (destination: Destination) => ({
      receive: (mail: { mailFrom: string; recipients: readonly string[]; message: Uint8Array }) =>
        this.#carry(member, destination, mail),
    });
    const exists = (domain: string) =>
      !this.nowhere.has(domain) && (domain === ordinary.domain || this.#holderOf(domain) !== undefined);
    const blobs = {
      bytes: (...args: Parameters<Member['process']['blobs']['bytes']>) => member.process.blobs.bytes(...args),
    } as Member['process']['blobs'];
    return memoryRelay({
      peer: (destination) => (exists(destination.domain) ? receive(destination) : undefined),
      ...{ blobs, faults, random, pace: this.#turns.pace },
    });
  }

  async #carry(
    sender: Member,
    destination: Destination,
    mail: { readonly mailFrom: string; readonly recipients: readonly string[]; readonly message: Uint8Array },
  ): Promise<readonly RelayReply[]> {
    const onTheWire = { ...mail, from: sender.spec.key, destination, at: this.clock.now() };
    this.wire.push(onTheWire);
    const all = (outcome: 'sent' | 'deferred' | 'failed', reply: string) =>
      mail.recipients.map((recipient) => ({ recipient, outcome, reply }));
    const fate = await this.fate(onTheWire, () => readFound(mail.message));
    if (fate === 'lost') return all('sent', '250 ok');
    if (fate === 'deferred') return all('deferred', '451 4.3.0 later');
    if (fate !== 'arrives') return all('failed', fate.refused);
    const receiver = this.#holderOf(destination.domain);
    if (receiver === undefined) return await this.ordinary.receive(mail);
    if (receiver.isUnreachable || sender.isUnreachable) return all('deferred', 'connection refused');
    return await this.#take(receiver, mail, `mx.${sender.spec.domain}`);
  }

  #take(receiver: Member, mail: Transaction, peer: string): Promise<readonly RelayReply[]> {
    return receiver.ask((process) => receiveTransaction(mail, process, { peer, by: `mx.${receiver.spec.domain}` }));
  }

  /** A transaction made by hand, at the reception door of a provider. */
  async transmit(key: string, transaction: Transaction): Promise<readonly RelayReply[]> {
    return await this.#turns.during(this.#take(this.member(key), transaction, '192.0.2.9'));
  }

  /** Ordinary mail from outside, in clear, to the providers of its recipients. */
  async sendOrdinary(letter: Letter): Promise<readonly RelayReply[]> {
    const { mailFrom, recipients } = transactionOf(letter);
    const message = this.write(letter);
    const replies: RelayReply[] = [];
    for (const member of this.#members.values()) {
      const theirs = recipients.filter((address) => this.#holderOf(domainOf(address)) === member);
      if (theirs.length > 0)
        replies.push(...(await this.transmit(member.spec.key, { mailFrom, recipients: theirs, message, tls: false })));
    }
    return replies;
  }

  write(letter: Letter): Uint8Array {
    this.#letters += 1;
    return writeLetter(letter, `lettera.${this.#letters}@client.example`, this.clock.now());
  }

  /** Submits a letter as its holder's mail program does, already logged in. */
  async submit(letter: Letter): Promise<SubmissionAnswer> {
    const { mailFrom, recipients } = transactionOf(letter);
    const message = this.write(letter);
    const member = this.#holderOf(domainOf(mailFrom)) ?? this.member('alfa');
    try {
      const transaction = { mailFrom, recipients, message };
      const by = `smtp.${member.spec.domain}`;
      const reply = await this.#turns.during(
        member.ask((process) => submitTransaction(transaction, process, { peer: '192.0.2.1', by })),
      );
      return { code: reply.code, text: reply.text, identificativo: /^<([^>]+)>/.exec(reply.text)?.[1] ?? '' };
    } catch (error) {
      if (error instanceof PowerCut) return { code: 0, text: 'connection lost', identificativo: '' };
      return { code: 451, text: error instanceof Error ? error.message : String(error), identificativo: '' };
    }
  }

  /** Runs everything that can run now, on all providers, and what comes of it; starts again those without power. */
  async settle(): Promise<void> {
    for (;;) {
      await this.#turns.during(Promise.all([...this.#members.values()].map((member) => this.#settleMember(member))));
      if (this.faults.length > 0 && !this.#options.tolerant) throw this.faults[0];
      const busy = await Promise.all([...this.#members.values()].map((member) => this.#canRun(member)));
      if (!busy.includes(true)) return;
    }
  }

  async #settleMember(member: Member): Promise<void> {
    try {
      await member.start();
      await member.ask(async (process) => {
        await process.watchDeadlines();
        await process.spool.settle();
      });
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
    }
  }

  async #canRun(member: Member): Promise<boolean> {
    if (!member.isAlive) return true;
    const now = this.clock.now();
    const jobs = await member.disk.inspect.jobs(10_000);
    return jobs.some(({ runAt, token }) => runAt <= now && token === '');
  }

  /** Moves the clock by a duration, from due instant to due instant, doing at each what is due. */
  async advance(duration: string | number): Promise<void> {
    const target = this.clock.now() + (typeof duration === 'number' ? duration : milliseconds(duration));
    for (let steps = 0; steps < MAX_WALK; steps++) {
      await this.settle();
      const now = this.clock.now();
      const due = await this.#nextDue();
      if (due > target) {
        this.clock.moveTo(target);
        return await this.settle();
      }
      // A job that is due and yet does not run is leased to a process that is no more: its lease must end first.
      this.clock.moveTo(Math.min(target, Math.max(due, now + (due <= now ? MINUTE : 0))));
      if (this.clock.now() - this.#refreshedAt >= REFRESH_MS) await this.refresh();
      if (this.clock.now() === target && due <= now) return await this.settle();
    }
    throw new Error('the walk through time has no end');
  }

  async #nextDue(): Promise<number> {
    const dues = await Promise.all([...this.#members.values()].map(({ disk }) => disk.inspect.nextDue()));
    return Math.min(this.#refreshedAt + REFRESH_MS, ...dues.map((due) => due ?? Number.POSITIVE_INFINITY));
  }

  /** The authorities publish index and revocation lists, and every provider fetches them. */
  async refresh(): Promise<void> {
    this.#refreshedAt = this.clock.now();
    await this.directory.publish(this.clock.now());
    await this.calmly(async () => {
      for (const member of this.#members.values()) {
        await this.#turns.during(member.start().then(() => member.ask((process) => process.refresh())));
      }
    });
  }

  /** Power cut: what is not committed is gone. The provider starts again at the next `settle`. */
  async crash(key: string): Promise<void> {
    await this.member(key).crash((waiting) => this.random.below(waiting + 1));
  }

  #cutPower(probability: number): void {
    if (!this.#cutsAllowed || !this.random.happens(probability)) return;
    void this.crash(this.random.pick([...this.#members.keys()]));
  }

  /** Without power cuts, whatever the world was opened with. */
  async calmly<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#cutsAllowed;
    this.#cutsAllowed = false;
    try {
      return await work();
    } finally {
      this.#cutsAllowed = before;
    }
  }

  member(key: string): Member {
    const member = this.#members.get(key);
    if (member === undefined) throw new Error(`no provider ${key} in this world`);
    return member;
  }

  members(): readonly Member[] {
    return [...this.#members.values()];
  }

  #holderOf(domain: string): Member | undefined {
    const wanted = domain.toLowerCase();
    return this.members().find(
      ({ spec }) => spec.domain === wanted || spec.pecDomains.some(({ name }) => name === wanted),
    );
  }

  /** Everything in the INBOX of an address of any provider, oldest first. */
  async inbox(address: string): Promise<readonly Found[]> {
    return await this.folder(address, 'INBOX');
  }

  async folder(address: string, name: string): Promise<readonly Found[]> {
    const { member, mailbox } = await this.find(address);
    return await readFolder(this.#shelf(member), mailbox.id, name);
  }

  /** Only the numbers: what a holder sees. */
  async numbers(address: string): Promise<readonly string[]> {
    return (await this.inbox(address)).map(({ number }) => number);
  }

  /** The service mailbox of a provider. */
  async service(key: string): Promise<readonly Found[]> {
    return await this.inbox(serviceAddressOf(this.member(key).spec));
  }

  #shelf(member: Member) {
    return { store: member.disk.inspect, blobs: memoryBlobs({ disk: member.disk.blobs }) };
  }

  async find(address: string): Promise<{ readonly member: Member; readonly mailbox: Mailbox }> {
    const member = this.#holderOf(domainOf(address));
    const mailbox = await member?.disk.inspect.mailbox(address);
    if (member === undefined || mailbox === undefined) throw new Error(`${address} is not a mailbox of the world`);
    return { member, mailbox };
  }

  /** Changes a mailbox, as its provider's staff does. */
  async change(address: string, change: Partial<Mailbox>): Promise<void> {
    const { member, mailbox } = await this.find(address);
    await member.disk.inspect.commit({ accounts: [{ kind: 'put-mailbox', mailbox: { ...mailbox, ...change } }] });
    await member.process.accounts.refresh();
  }

  async log(key: string, event?: StoredLogRecord['event']): Promise<readonly StoredLogRecord[]> {
    return await this.member(key).disk.inspect.searchLog({ limit: 1_000_000, ...(event && { event }) });
  }

  /** The octets of what a sender's provider gave to the wire, by number, newest last. */
  async sent(from: string, number: string): Promise<readonly (OnTheWire & { readonly found: Found })[]> {
    const all = this.wire.filter((transaction) => transaction.from === from);
    const read = await Promise.all(all.map(async (one) => ({ ...one, found: await readFound(one.message) })));
    return read.filter(({ found }) => found.number === number);
  }
}

/** ISO 8601, hours and minutes: `PT23H30M`. */
function milliseconds(duration: string): number {
  const parts = /^PT(?:(\d+)H)?(?:(\d+)M)?$/.exec(duration);
  if (parts === null) throw new RangeError(`${duration} is not a duration like PT12H30M`);
  return Number(parts[1] ?? 0) * HOUR + Number(parts[2] ?? 0) * MINUTE;
}
