import type pg from 'pg';
import type { CardNews, FolderChange, MailStore, Step } from '#ports';
import { connect, type PostgresConnection } from './connection.ts';

type Listener = Parameters<MailStore['onChange']>[0];
type Watched = () => readonly string[];
/** A change as other processes are told of it; without MODSEQ the folder itself changed. */
export type Notice = readonly [mailbox: string, folder: string, modseq?: number];

const CHANNEL = 'ceralacca_folders';
/** As in `wake-up.ts`: sent apart from commits, and seldom. */
const NOTIFY_EVERY_MS = 20;
const COMPARE_EVERY_MS = 1_000;
/** PostgreSQL takes less than 8000 octets. */
const MAX_PAYLOAD = 7_900;

/**
 * Tells who listens that folders changed: in this process right after the commit, the others by a notice. A notice that is lost costs a
 * second: what listeners watch is compared by its MODSEQ. Of cards it is told by the same notices, and nothing is compared:
 * where notices may have been lost, that is told, and who needs to know for certain asks.
 */
export class FolderNews implements AsyncDisposable {
  readonly #connection: PostgresConnection;
  readonly #pool: pg.Pool;
  readonly #listeners = new Map<Listener, Watched | undefined>();
  /** MODSEQ of watched folders as last compared; -1: gone. */
  #compared = new Map<string, number>();
  #untold = new Map<string, Notice>();
  readonly #cardListeners = new Map<(news: CardNews) => void, () => void>();
  #untoldCards = new Map<string, CardNews>();
  #client: Promise<pg.Client> | undefined;
  #sending: NodeJS.Timeout | undefined;
  #sent = Promise.resolve();
  #comparing: NodeJS.Timeout | undefined;
  /** The connection broke, and no other stands yet. */
  #isLost = false;
  #closed = false;

  constructor(connection: PostgresConnection, pool: pg.Pool) {
    this.#connection = connection;
    this.#pool = pool;
  }

  /** Returns how to stop listening. */
  listen(listener: Listener, watched?: Watched): () => void {
    this.#listeners.set(listener, watched);
    this.#connect();
    this.#compareLater();
    return () => this.#listeners.delete(listener);
  }

  /** After a commit. */
  tell(changes: readonly FolderChange[]): void {
    if (this.#closed || changes.length === 0) return;
    for (const change of changes) this.#untold.set(change.folder, noticeOf(change, this.#untold.get(change.folder)));
    this.#sending ??= setTimeout(() => this.#send(), NOTIFY_EVERY_MS).unref();
    for (const change of changes) this.#hear(change);
  }

  /** Returns how to stop. */
  listenToCards(listener: (news: CardNews) => void, lost: () => void = () => {}): () => void {
    this.#cardListeners.set(listener, lost);
    this.#connect();
    this.#compareLater();
    return () => this.#cardListeners.delete(listener);
  }

  /** After a commit. */
  tellCards(steps: readonly Step[]): void {
    if (this.#closed) return;
    const news = new Map<string, CardNews>();
    for (const { cards = [] } of steps)
      for (const { card } of cards) {
        const { kind, owner } = card;
        if (owner) news.set(`${kind} ${owner}`, { kind, owner });
      }
    for (const [key, one] of news) {
      this.#untoldCards.set(key, one);
      for (const listener of this.#cardListeners.keys()) listener(one);
    }
    if (news.size > 0) this.#sending ??= setTimeout(() => this.#send(), NOTIFY_EVERY_MS).unref();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#sending);
    clearTimeout(this.#comparing);
    await this.#sent;
    const client = await this.#client?.catch(() => undefined);
    await client?.end();
  }

  #hear(change: FolderChange): void {
    for (const listener of this.#listeners.keys()) listener(change);
  }

  #send(): void {
    this.#sending = undefined;
    const news = [...this.#untold.values(), ...this.#untoldCards.values()];
    this.#untold = new Map();
    this.#untoldCards = new Map();
    this.#sent = this.#sent
      .then(async () => {
        const client = await this.#connect();
        for (const payload of payloads(news)) await client?.query('SELECT pg_notify($1, $2)', [CHANNEL, payload]);
      })
      .catch(() => this.#keep(news));
  }

  /** What could not be told is told later; what came meanwhile is newer. */
  #keep(news: readonly (Notice | CardNews)[]): void {
    if (this.#closed) return;
    for (const one of news)
      if ('kind' in one) this.#untoldCards.set(`${one.kind} ${one.owner}`, one);
      else this.#untold.set(one[1], noticeOf(changeOf(one), this.#untold.get(one[1])));
    this.#sending ??= setTimeout(() => this.#send(), COMPARE_EVERY_MS).unref();
  }

  #connect(): Promise<pg.Client> | undefined {
    if (this.#closed) return undefined;
    this.#client ??= this.#open().catch((error) => {
      this.#client = undefined;
      throw error;
    });
    this.#client.catch(() => {});
    return this.#client;
  }

  async #open(): Promise<pg.Client> {
    const client = await connect(this.#connection, 'folder news');
    const lost = () => {
      this.#client = undefined;
      this.#isLost = true;
    };
    client.on('error', lost);
    client.on('end', lost);
    // Our own notice comes back to us; the listeners here were told already.
    const own = (client as pg.Client & { readonly processID: number }).processID;
    client.on('notification', (notice) => {
      if (notice.processId === own) return;
      for (const one of JSON.parse(notice.payload ?? '[]') as (Notice | CardNews)[])
        if ('kind' in one) for (const listener of this.#cardListeners.keys()) listener(one);
        else this.#hear(changeOf(one));
    });
    await client.query(`LISTEN ${CHANNEL}`);
    // Whatever was told between then and now came to nobody here.
    if (this.#isLost) for (const tell of this.#cardListeners.values()) tell();
    this.#isLost = false;
    return client;
  }

  #compareLater(): void {
    if (this.#closed || this.#comparing || this.#listeners.size + this.#cardListeners.size === 0) return;
    this.#comparing = setTimeout(async () => {
      await this.#compare().catch(() => {});
      this.#comparing = undefined;
      this.#compareLater();
    }, COMPARE_EVERY_MS).unref();
  }

  async #compare(): Promise<void> {
    // Where the connection was lost it is opened again.
    this.#connect();
    const watched = new Set([...this.#listeners.values()].flatMap((watch) => watch?.() ?? []));
    if (watched.size === 0) return this.#compared.clear();
    const { rows } = await this.#pool.query<{ id: string; mailbox: string; highest_modseq: number }>({
      name: 'compare-folders',
      text: 'SELECT id::text, mailbox, highest_modseq FROM folder WHERE id = ANY ($1::bigint[])',
      values: [[...watched]],
    });
    const compared = new Map<string, number>();
    for (const { id, mailbox, highest_modseq: modseq } of rows) {
      compared.set(id, modseq);
      if (this.#compared.get(id) !== modseq) this.#hear({ mailbox, folder: id, modseq });
    }
    for (const id of watched) {
      if (compared.has(id)) continue;
      compared.set(id, -1);
      if (this.#compared.get(id) !== -1) this.#hear({ mailbox: '', folder: id });
    }
    this.#compared = compared;
  }
}

/** What is told of a folder, and of what was not yet told, in one: of both changes the items alone, or the folder itself. */
function noticeOf({ mailbox, folder, modseq }: FolderChange, untold: Notice | undefined): Notice {
  const isOfItems = modseq !== undefined && (untold === undefined || untold[2] !== undefined);
  return isOfItems ? [mailbox, folder, Math.max(modseq, untold?.[2] ?? 0)] : [mailbox, folder];
}

function changeOf([mailbox, folder, modseq]: Notice): FolderChange {
  return modseq === undefined ? { mailbox, folder } : { mailbox, folder, modseq };
}

/** Notices as JSON, in as many payloads as they need. */
export function* payloads(folders: readonly (Notice | CardNews)[]): Generator<string> {
  let part: (Notice | CardNews)[] = [];
  let octets = 2;
  for (const folder of folders) {
    const more = Buffer.byteLength(JSON.stringify(folder)) + 1;
    if (octets + more > MAX_PAYLOAD) {
      yield JSON.stringify(part);
      part = [];
      octets = 2;
    }
    part.push(folder);
    octets += more;
  }
  if (part.length > 0) yield JSON.stringify(part);
}
