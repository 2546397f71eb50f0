import type { FetchMessageObject, ImapFlow, ListResponse } from 'imapflow';
import type { SpecialUse } from '#ports';
import { CliFault } from './exit.ts';
import { type ImportSource, type SourceFolder, type SourceMessage, UnreadableFolder } from './import-source.ts';

export interface ImapAccess {
  readonly host: string;
  readonly port: number;
  /** TLS at once; else STARTTLS, and nothing in clear. */
  readonly implicitTls: boolean;
  readonly user: string;
  readonly password: string;
  /** PEM of the roots believed; absent: the public ones. */
  readonly ca?: string;
  /** Name in the certificate, where it is not the host's. */
  readonly serverName?: string;
}

/** Fetched whole, several in one command; bigger ones come in pieces. */
const SMALL_OCTETS = 1_048_576;
const BATCH_OCTETS = 8 * 1_048_576;
const BATCH_MESSAGES = 100;
const PIECE_OCTETS = 1_048_576;
const MAX_LITERAL_OCTETS = 64 * 1_048_576;
const MAX_LINE_OCTETS = 16 * 1_048_576;
/** How often a lost connection is made anew before anything more came in. */
const RECONNECTIONS = 5;
const SPECIAL_USES: readonly string[] = ['\\Archive', '\\Drafts', '\\Junk', '\\Sent', '\\Trash'] satisfies SpecialUse[];

/** What of a message is known before its octets come. */
interface Known {
  readonly key: string;
  readonly uid: number;
  readonly size: number;
  readonly flags: readonly string[];
  readonly internalDate?: number;
}

/**
 * Any account by IMAP, as another provider has it; nothing there is changed, not even \Seen. A folder that shows what stands elsewhere
 * already (\All, \Flagged) is left out. A message is named by folder, UIDVALIDITY and UID.
 */
export async function imapSource(access: ImapAccess): Promise<ImportSource> {
  const connection = new Connection(access);
  await connection.open();
  return {
    name: `imap ${access.user}@${access.host}`,
    async folders() {
      const client = await connection.open();
      const listed = (await client.list({ statusQuery: { messages: true } })).filter(isHeld);
      return listed.map((one) => openFolder(connection, one, listed));
    },
    [Symbol.asyncDispose]: () => connection.close(),
  };
}

function isHeld({ flags, specialUse = '' }: ListResponse): boolean {
  return (
    !['\\Noselect', '\\NonExistent'].some((flag) => flags.has(flag)) && !['\\All', '\\Flagged'].includes(specialUse)
  );
}

function openFolder(connection: Connection, listed: ListResponse, all: readonly ListResponse[]): SourceFolder {
  const specialUse = SPECIAL_USES.find((use) => use === listed.specialUse) as SpecialUse | undefined;
  return {
    name: nameOf(listed, all),
    ...(specialUse && { specialUse }),
    count: listed.status?.messages ?? 0,
    messages: (isDone) => messagesIn(connection, listed.path, isDone),
  };
}

/** Where everything but INBOX hangs below it, as with Courier, the others move one level up. */
function nameOf({ path, delimiter }: ListResponse, all: readonly ListResponse[]): string {
  const levels = (one: string) => (delimiter ? one.split(delimiter) : [one]);
  const allBelow = all.length > 1 && all.every((one) => levels(one.path)[0]!.toUpperCase() === 'INBOX');
  const own = levels(path).map((level) => level.replaceAll('/', '_'));
  return (allBelow && own.length > 1 ? own.slice(1) : own).join('/');
}

async function* messagesIn(
  connection: Connection,
  path: string,
  isDone: (key: string) => boolean,
): AsyncGenerator<SourceMessage> {
  let failures = 0;
  for (let lastUid = 0; ; ) {
    try {
      for await (const message of messagesAfter(connection, path, lastUid, isDone)) {
        yield message.source;
        lastUid = message.uid;
        failures = 0;
      }
      return;
    } catch (fault) {
      if (fault instanceof CliFault) throw fault;
      if (!connection.isLost) throw new UnreadableFolder(wordsOf(fault));
      if (++failures > RECONNECTIONS) throw new CliFault(`the connection was lost again and again: say --resume`);
      await connection.close();
    }
  }
}

async function* messagesAfter(connection: Connection, path: string, lastUid: number, isDone: (key: string) => boolean) {
  const client = await connection.open();
  const { uidValidity } = await client.mailboxOpen(path, { readOnly: true });
  const known: Known[] = [];
  for await (const found of client.fetch('1:*', WHAT, { uid: true }))
    if (found.uid > lastUid) known.push(knownOf(found, `${path} ${uidValidity} ${found.uid}`));
  known.sort((a, b) => a.uid - b.uid);
  let wanted: Known[] = [];
  for (const one of known) {
    if (isDone(one.key)) yield sourceOf(one, async function* () {});
    else wanted.push(one);
    if (!isFull(wanted)) continue;
    yield* fetched(client, wanted);
    wanted = [];
  }
  yield* fetched(client, wanted);
}

function knownOf({ uid, size = 0, flags = new Set(), internalDate }: FetchMessageObject, key: string): Known {
  const date = internalDate === undefined ? Number.NaN : new Date(internalDate).getTime();
  return { key, uid, size, flags: [...flags], ...(Number.isNaN(date) ? {} : { internalDate: date }) };
}

/** Asked for before any octets. */
const WHAT = { uid: true, flags: true, internalDate: true, size: true };

const isSmall = ({ size }: Known): boolean => size <= SMALL_OCTETS;

/** Is it as much as one answer should bring? */
function isFull(wanted: readonly Known[]): boolean {
  const octets = wanted.filter(isSmall).reduce((sum, { size }) => sum + size, 0);
  return octets >= BATCH_OCTETS || wanted.length >= BATCH_MESSAGES;
}

/** Small ones in one answer, big ones each in pieces when they are asked for. */
async function* fetched(client: ImapFlow, wanted: readonly Known[]) {
  const small = wanted.filter(isSmall).map(({ uid }) => uid);
  const octets = new Map<number, Buffer>();
  if (small.length > 0) {
    for await (const { uid, source } of client.fetch(small.join(','), { uid: true, source: true }, { uid: true }))
      if (source) octets.set(uid, source);
  }
  for (const one of wanted) {
    yield sourceOf(one, () => (isSmall(one) ? held(octets.get(one.uid)) : inPieces(client, one.uid)));
    octets.delete(one.uid);
  }
}

function sourceOf({ key, uid, flags, internalDate }: Known, octets: SourceMessage['octets']) {
  const source: SourceMessage = { key, flags, octets, ...(internalDate !== undefined && { internalDate }) };
  return { uid, source };
}

const GONE = 'the server did not give its octets: it may have gone meanwhile';

async function* held(octets: Buffer | undefined): AsyncGenerator<Uint8Array> {
  if (octets === undefined) throw new Error(GONE);
  yield octets;
}

async function* inPieces(client: ImapFlow, uid: number): AsyncGenerator<Uint8Array> {
  const { content } = await client.download(String(uid), undefined, { uid: true, chunkSize: PIECE_OCTETS });
  if (content === undefined) throw new Error(GONE);
  try {
    yield* content as AsyncIterable<Uint8Array>;
  } catch (fault) {
    if (client.usable) throw fault;
    throw new CliFault(`the connection was lost in the middle of a message: say --resume`);
  }
}

/** One connection, made anew when it was lost. */
class Connection {
  readonly #access: ImapAccess;
  #client: ImapFlow | undefined;

  constructor(access: ImapAccess) {
    this.#access = access;
  }

  get isLost(): boolean {
    return this.#client?.usable !== true;
  }

  async open(): Promise<ImapFlow> {
    if (this.#client?.usable) return this.#client;
    const { host, port, implicitTls, user, password, ca, serverName } = this.#access;
    const { ImapFlow } = await import('imapflow');
    const client = new ImapFlow({
      host,
      port,
      secure: implicitTls,
      ...(!implicitTls && { doSTARTTLS: true }),
      ...(serverName !== undefined && { servername: serverName }),
      auth: { user, pass: password },
      tls: { ...(ca !== undefined && { ca }) },
      logger: false,
      disableAutoIdle: true,
      maxLiteralSize: MAX_LITERAL_OCTETS,
      maxResponseSize: 2 * MAX_LITERAL_OCTETS,
      maxLineLength: MAX_LINE_OCTETS,
    });
    // What breaks shows in the command that was waiting; without a listener it would end the process.
    client.on('error', () => {});
    try {
      await client.connect();
    } catch (fault) {
      client.close();
      throw new CliFault(`${user} at ${host}:${port}: ${wordsOf(fault)}`);
    }
    this.#client = client;
    return client;
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (client?.usable) await client.logout().catch(() => client.close());
    else client?.close();
  }
}

function wordsOf(fault: unknown): string {
  const { message, responseText, responseStatus = '' } = fault as Record<string, string | undefined>;
  return responseText === undefined ? (message ?? String(fault)) : `${responseStatus} ${responseText}`.trim();
}
