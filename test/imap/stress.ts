import { setTimeout as pause } from 'node:timers/promises';
import { chance } from '../e2e/chance.ts';
import { type ImapAnswer, ImapClient, type ImapEndpoint, quoted } from './imap-client.ts';
import { Mirror } from './mirror.ts';

export interface StressUser {
  readonly user: string;
  readonly password: string;
  /** Folders he works in; absent: those of everybody. */
  readonly folders?: readonly string[];
  /** The door he comes to, when not that of everybody. */
  readonly endpoint?: ImapEndpoint;
}

export interface StressOptions {
  readonly endpoint: ImapEndpoint;
  readonly users: readonly StressUser[];
  readonly connections: number;
  /** Folders every user works in who has no others; each in his own mailbox. */
  readonly folders: readonly string[];
  readonly milliseconds: number;
  readonly seed: number;
  /** A server that is killed: a connection that breaks is opened anew. */
  readonly breaks?: boolean;
}

export interface StressResult {
  readonly commands: number;
  readonly faults: readonly string[];
}

const FLAGS = ['\\Seen', '\\Flagged', '\\Answered', '\\Draft', 'Pratica', 'Urgente'];
/** Refusals that a race between clients explains. */
const RACES = /^\[(EXPUNGEISSUED|TRYCREATE|NONEXISTENT|ALREADYEXISTS|OVERQUOTA)\]/;
/** Above this a folder is only made smaller. */
const MANY = 60;

/** Many clients at random in the same folders; at the end all of them must believe the same, and nothing wrong may have been said. */
export async function stress(options: StressOptions): Promise<StressResult> {
  for (const user of options.users) await prepare(options, user);
  const ends = performance.now() + options.milliseconds;
  const clients = options.users.flatMap((user, which) =>
    Array.from(
      { length: options.connections },
      (_, n) => new Hammer(options, user, chance(options.seed * 10_007 + which * 101 + n)),
    ),
  );
  await Promise.all(clients.map((client) => client.run(ends)));
  const faults = clients.flatMap((client) => client.faults);
  for (const user of options.users) faults.push(...(await disagreements(options, user)));
  return { commands: clients.reduce((sum, client) => sum + client.commands, 0), faults };
}

const foldersOf = ({ folders }: StressOptions, user: StressUser) => user.folders ?? folders;

async function prepare(options: StressOptions, user: StressUser): Promise<void> {
  using client = await ImapClient.login(user.endpoint ?? options.endpoint, user.user, user.password);
  for (const folder of foldersOf(options, user)) await client.command(`CREATE ${quoted(folder)}`);
}

/** Two fresh clients per folder: one by sequence, one by UID. */
async function disagreements(options: StressOptions, who: StressUser): Promise<readonly string[]> {
  const found: string[] = [];
  const { user, password } = who;
  for (const folder of foldersOf(options, who)) {
    const pictures: string[] = [];
    for (const fetch of ['FETCH 1:* (UID FLAGS)', 'UID FETCH 1:* (FLAGS)']) {
      using client = await ImapClient.login(who.endpoint ?? options.endpoint, user, password);
      const mirror = new Mirror();
      for (const line of await client.ok(`SELECT ${quoted(folder)}`)) mirror.take(line, 'SELECT');
      if (mirror.exists > 0) for (const line of await client.ok(fetch)) mirror.take(line, 'FETCH');
      found.push(...mirror.faults);
      pictures.push(mirror.picture());
    }
    if (pictures[0] !== pictures[1]) found.push(`${user} ${folder}: two clients see different messages`);
  }
  return found;
}

/** One connection that does what mail programs do, at random. */
class Hammer {
  readonly #options: StressOptions;
  readonly #user: StressUser;
  readonly #random: () => number;
  readonly #mirror = new Mirror();
  #client: ImapClient | undefined;
  #folder = '';
  commands = 0;
  faults: string[] = [];

  constructor(options: StressOptions, user: StressUser, random: () => number) {
    this.#options = options;
    this.#user = user;
    this.#random = random;
  }

  async run(ends: number): Promise<void> {
    try {
      while (performance.now() < ends && this.faults.length === 0) {
        try {
          await this.#step();
        } catch (fault) {
          this.#client?.[Symbol.dispose]();
          this.#client = undefined;
          if (!this.#options.breaks) throw fault;
          await pause(100);
        }
      }
    } catch (fault) {
      this.faults.push(`${this.#user.user}: ${(fault as Error).message}`);
    } finally {
      this.#client?.[Symbol.dispose]();
      this.faults.push(...this.#mirror.faults);
    }
  }

  async #step(): Promise<unknown> {
    this.#client ??= await this.#enter();
    if (this.#folder === '' || this.#random() < 0.02) return await this.#select();
    if (this.#mirror.uids().includes(0)) return await this.#do('FETCH 1:* (UID FLAGS)');
    const { exists } = this.#mirror;
    const dice = this.#random();
    if (exists === 0 || (dice < 0.25 && exists < MANY)) return await this.#append();
    if (dice < 0.4) return await this.#do(`FETCH ${this.#some()} (FLAGS UID)`);
    if (dice < 0.5) return await this.#do(`FETCH ${this.#one()} (BODY.PEEK[HEADER] RFC822.SIZE ENVELOPE)`);
    if (dice < 0.55) return await this.#do(`FETCH ${this.#one()} (BODY[])`);
    if (dice < 0.7) return await this.#store();
    if (dice < 0.75) return await this.#do(`STORE ${this.#some()} +FLAGS.SILENT (\\Deleted)`);
    if (dice < 0.8) return await this.#do('EXPUNGE');
    if (dice < 0.85)
      return await this.#do(`${this.#random() < 0.5 ? 'COPY' : 'MOVE'} ${this.#one()} ${quoted(this.#other())}`);
    if (dice < 0.92) return await this.#do(this.#random() < 0.5 ? 'SEARCH UNSEEN' : 'UID SEARCH FLAGGED');
    if (dice < 0.95) return await this.#idle();
    return await this.#do('NOOP');
  }

  async #enter(): Promise<ImapClient> {
    this.#folder = '';
    const { endpoint = this.#options.endpoint, user, password } = this.#user;
    const client = await ImapClient.login(endpoint, user, password);
    if (this.#random() < 0.3) await client.ok('ENABLE QRESYNC');
    return client;
  }

  async #select(): Promise<void> {
    this.#mirror.opened();
    const folder = this.#other();
    this.#folder = (await this.#do(`SELECT ${quoted(folder)}`)) === 'OK' ? folder : '';
  }

  async #append(): Promise<void> {
    const text = `From: uno@client.example\r\nSubject: n. ${this.commands}\r\n\r\n${'riga\r\n'.repeat(1 + this.#random() * 50)}`;
    await this.#do(`APPEND ${quoted(this.#folder)} `, Buffer.from(text));
  }

  async #store(): Promise<void> {
    const flag = FLAGS[Math.floor(this.#random() * FLAGS.length)]!;
    const sign = this.#random() < 0.5 ? '+' : '-';
    await this.#do(`STORE ${this.#some()} ${sign}FLAGS (${flag})`);
  }

  async #idle(): Promise<void> {
    const client = this.#client!;
    const tag = client.nextTag();
    client.write(`${tag} IDLE\r\n`);
    for (let response = await client.response(); !response.startsWith('+'); response = await client.response())
      this.#mirror.take(response.slice(2), 'IDLE');
    await pause(this.#random() * 50);
    client.write('DONE\r\n');
    this.#judge('IDLE', await client.answer(tag));
  }

  async #do(...pieces: readonly (string | Uint8Array)[]): Promise<string> {
    const answer = await this.#client!.command(...pieces);
    this.#judge(String(pieces[0]), answer);
    return answer.status;
  }

  #judge(command: string, { status, text, untagged }: ImapAnswer): void {
    this.commands++;
    for (const line of untagged) this.#mirror.take(line, command);
    if (status !== 'OK' && !(status === 'NO' && RACES.test(text))) this.faults.push(`${command}: ${status} ${text}`);
  }

  #one(): number {
    return 1 + Math.floor(this.#random() * this.#mirror.exists);
  }

  #some(): string {
    const [a, b] = [this.#one(), this.#one()];
    return `${Math.min(a, b)}:${Math.max(a, b)}`;
  }

  #other(): string {
    const folders = foldersOf(this.#options, this.#user);
    return folders[Math.floor(this.#random() * folders.length)]!;
  }
}
