import { setTimeout as pause } from 'node:timers/promises';
import { type ImapAnswer, ImapClient, type ImapEndpoint } from './imap-client.ts';

/** Folders in which nobody else takes anything away. */
export const REGISTER = 'Registro';
export const COPIES = 'Copie';
export const ARCHIVE = 'Archivio';
const FOLDERS = [REGISTER, COPIES, ARCHIVE] as const;
type FolderName = (typeof FOLDERS)[number];

const KEYWORD = 'Protocollata';

/** A message as its clerk was told of it. */
interface Entry {
  readonly id: string;
  /** UIDs that were answered. A question mark: a command that puts it there had no answer. */
  readonly at: Map<FolderName, number | '?'>;
  /** From where a command without an answer may have taken it. */
  readonly perhapsGone: Set<FolderName>;
  /** Keyword set, answered. */
  marked: boolean;
}

/** Somebody who writes down what he was answered OK, on a connection that breaks now and then. */
export class Clerk {
  readonly #endpoint: ImapEndpoint;
  readonly #box: { readonly address: string; readonly password: string };
  readonly #name: string;
  readonly #random: () => number;
  #client: ImapClient | undefined;
  readonly #entries: Entry[] = [];
  #written = 0;
  readonly validities = new Map<FolderName, string>();
  readonly faults: string[] = [];

  constructor(
    endpoint: ImapEndpoint,
    box: { readonly address: string; readonly password: string },
    name: string,
    random: () => number,
  ) {
    this.#endpoint = endpoint;
    this.#box = box;
    this.#name = name;
    this.#random = random;
  }

  /** What was answered OK so far. */
  get acknowledged(): number {
    return this.#entries.reduce((sum, { at, marked }) => sum + at.size + Number(marked), 0);
  }

  async work(isOver: () => boolean): Promise<void> {
    while (!isOver() && this.faults.length === 0) {
      try {
        await this.#step();
      } catch {
        this.#client?.[Symbol.dispose]();
        this.#client = undefined;
        await pause(100);
      }
    }
    this.#client?.[Symbol.dispose]();
  }

  async #step(): Promise<void> {
    this.#client ??= await this.#enter();
    const here = this.#entries.filter(({ at, perhapsGone }) => at.has(REGISTER) && !perhapsGone.has(REGISTER));
    const entry = here[Math.floor(this.#random() * here.length)];
    const dice = this.#random();
    if (entry === undefined || dice < 0.4) return await this.#append();
    if (dice < 0.6) return await this.#mark(entry);
    if (dice < 0.8 && !entry.at.has(COPIES)) return await this.#copy(entry, 'COPY', COPIES);
    if (dice < 0.95 && !entry.at.has(ARCHIVE)) return await this.#copy(entry, 'MOVE', ARCHIVE);
    await this.#client.ok('NOOP');
  }

  async #enter(): Promise<ImapClient> {
    const client = await ImapClient.login(this.#endpoint, this.#box.address, this.#box.password);
    for (const folder of FOLDERS) {
      await client.command(`CREATE ${folder}`);
      const told = /UIDVALIDITY (\d+)/.exec((await client.ok(`SELECT ${folder}`)).join())?.[1];
      const before = this.validities.get(folder) ?? told;
      if (told === undefined || told !== before) this.faults.push(`${folder}: UIDVALIDITY ${told}, it was ${before}`);
      else this.validities.set(folder, told);
    }
    await client.ok(`SELECT ${REGISTER}`);
    return client;
  }

  /** Undefined: refused. Rejects when there is no answer. */
  async #told(...pieces: readonly (string | Uint8Array)[]): Promise<ImapAnswer | undefined> {
    const answer = await this.#client!.command(...pieces);
    if (answer.status === 'OK') return answer;
    // Faults of the world while the provider goes down or comes up are no promises.
    if (!/^\[(UNAVAILABLE|EXPUNGEISSUED|TRYCREATE)\]/.test(answer.text))
      this.faults.push(`${String(pieces[0])}: ${answer.status} ${answer.text}`);
    return undefined;
  }

  async #append(): Promise<void> {
    const entry: Entry = {
      id: `${this.#name}-${++this.#written}`,
      at: new Map(),
      perhapsGone: new Set(),
      marked: false,
    };
    const text = `Message-ID: <${entry.id}@client.example>\r\nSubject: ${entry.id}\r\n\r\n${'riga\r\n'.repeat(this.#random() * 400)}`;
    const answer = await this.#told(`APPEND ${REGISTER} `, Buffer.from(text));
    if (answer === undefined) return;
    entry.at.set(REGISTER, Number(/\[APPENDUID \d+ (\d+)\]/.exec(answer.text)![1]));
    this.#entries.push(entry);
  }

  async #mark(entry: Entry): Promise<void> {
    const answer = await this.#told(`UID STORE ${entry.at.get(REGISTER)} +FLAGS.SILENT (${KEYWORD})`);
    if (answer !== undefined) entry.marked = true;
  }

  async #copy(entry: Entry, how: 'COPY' | 'MOVE', to: FolderName): Promise<void> {
    const uid = entry.at.get(REGISTER)!;
    entry.at.set(to, '?');
    if (how === 'MOVE') entry.perhapsGone.add(REGISTER);
    const answer = await this.#told(`UID ${how} ${uid} ${to}`);
    if (answer === undefined) {
      entry.at.delete(to);
      entry.perhapsGone.delete(REGISTER);
      return;
    }
    const told = /\[COPYUID \d+ \d+ (\d+)\]/.exec([...answer.untagged, answer.text].join());
    if (told === null) return void this.faults.push(`${how} of ${entry.id}, UID ${uid}: no COPYUID, ${answer.text}`);
    entry.at.set(to, Number(told[1]));
    if (how === 'MOVE') entry.at.delete(REGISTER);
  }

  /** Compares what was promised with what is there. */
  async audit(): Promise<readonly string[]> {
    this.#client = await this.#enter();
    using client = this.#client;
    const there = new Map<FolderName, ReadonlyMap<number, Found>>();
    for (const folder of FOLDERS) there.set(folder, await contents(client, folder));
    return [...this.faults, ...this.#entries.flatMap((entry) => wrongWith(entry, there))];
  }
}

interface Found {
  readonly id: string;
  readonly marked: boolean;
}

async function contents(client: ImapClient, folder: FolderName): Promise<ReadonlyMap<number, Found>> {
  await client.ok(`SELECT ${folder}`);
  const found = new Map<number, Found>();
  for (const line of await client.ok('UID FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])')) {
    const uid = Number(/\bUID (\d+)/.exec(line)?.[1]);
    const id = /<([^@>]+)@client\.example>/.exec(line)?.[1];
    if (id === undefined) continue;
    if (found.has(uid)) throw new Error(`${folder}: UID ${uid} twice`);
    found.set(uid, { id, marked: line.includes(KEYWORD) });
  }
  return found;
}

function wrongWith(entry: Entry, there: ReadonlyMap<FolderName, ReadonlyMap<number, Found>>): readonly string[] {
  const { id, at, perhapsGone } = entry;
  const wrong: string[] = [];
  for (const folder of FOLDERS) {
    const uid = at.get(folder);
    const found = [...there.get(folder)!].filter(([, one]) => one.id === id);
    const least = uid === undefined || uid === '?' || perhapsGone.has(folder) ? 0 : 1;
    const most = uid === undefined ? 0 : 1;
    if (found.length < least || found.length > most)
      wrong.push(`${id} stands ${found.length} times in ${folder}, UID answered: ${uid ?? 'none'}`);
    else if (found.length === 1 && typeof uid === 'number' && found[0]![0] !== uid)
      wrong.push(`${id} has UID ${found[0]![0]} in ${folder}, answered was ${uid}`);
    // A copy was perhaps made before.
    if (folder !== COPIES && entry.marked && found.length === 1 && !found[0]![1].marked)
      wrong.push(`${id} lost its keyword`);
  }
  const stands = (folder: FolderName) => [...there.get(folder)!.values()].some((one) => one.id === id);
  if (stands(REGISTER) === stands(ARCHIVE))
    wrong.push(`${id} stands ${stands(REGISTER) ? 'where it was moved from too' : 'nowhere'}`);
  return wrong;
}
