import { existsSync } from 'node:fs';
import { CliFault, EXIT } from './exit.ts';
import { appendJsonLines, type JsonLines, readJsonLines } from './json-lines.ts';

export interface ProgressHead {
  readonly kind: 'import';
  readonly version: 1;
  readonly address: string;
  readonly source: string;
  readonly begun: string;
}

/** A message that stands in the mailbox. */
export interface ImportedMessage {
  readonly kind: 'message';
  /** Of the source. */
  readonly key: string;
  readonly folder: string;
  readonly uid: number;
  readonly sha256: string;
  readonly size: number;
  /** Of a PEC message: the Message-ID its original had, and the identificativo it was given. */
  readonly sent?: readonly [messageId: string, identificativo: string];
}

type ProgressLine =
  | ProgressHead
  /** Written before the message is: after a kill nobody knows whether it came in. */
  | { readonly kind: 'begun'; readonly key: string }
  | ImportedMessage
  | { readonly kind: 'failed'; readonly key: string; readonly why: string };

/** What an import has done, in a file that outlives it. */
export interface ImportProgress extends AsyncDisposable {
  isDone(key: string): boolean;
  /** A kill fell between its beginning and its end. */
  isDoubtful(key: string): boolean;
  /** UIDs in this folder that an import put there. */
  uidsIn(folder: string): Promise<ReadonlySet<number>>;
  /** The identificativo of what was sent under this Message-ID. */
  sentAs(messageId: string): string | undefined;
  begin(key: string): Promise<void>;
  imported(message: Omit<ImportedMessage, 'kind'>): Promise<void>;
  failed(key: string, why: string): Promise<void>;
  /** Everything that was imported, in order. */
  all(): AsyncIterable<ImportedMessage>;
}

/** Begins a progress file, or goes on with the one that is there. */
export async function openProgress(
  path: string,
  head: Omit<ProgressHead, 'kind' | 'version'>,
  resume: boolean,
): Promise<ImportProgress> {
  const done = new Set<string>();
  const doubtful = new Set<string>();
  const sent = new Map<string, string>();
  let end = 0;
  if (existsSync(path)) {
    if (!resume) throw new CliFault(`${path} is there: --resume goes on with it`, EXIT.usage);
    for await (const line of readJsonLines<ProgressLine>(path)) {
      take(line.value);
      end = line.end;
    }
  }
  const lines: JsonLines = await appendJsonLines(path, end);
  if (end === 0) await lines.add({ kind: 'import', version: 1, ...head } satisfies ProgressHead);

  function take(line: ProgressLine): void {
    if (line.kind === 'import' && (line.address !== head.address || line.source !== head.source))
      throw new CliFault(`${path} is of ${line.source} into ${line.address}`, EXIT.usage);
    if (line.kind === 'begun') doubtful.add(line.key);
    if (line.kind === 'message' || line.kind === 'failed') doubtful.delete(line.key);
    if (line.kind !== 'message') return;
    done.add(line.key);
    if (line.sent) sent.set(...line.sent);
  }

  async function add(line: ProgressLine): Promise<void> {
    await lines.add(line);
    take(line);
  }

  async function* all(): AsyncGenerator<ImportedMessage> {
    for await (const { value } of readJsonLines<ProgressLine>(path)) if (value.kind === 'message') yield value;
  }

  return {
    isDone: (key) => done.has(key),
    isDoubtful: (key) => doubtful.has(key),
    async uidsIn(folder) {
      const uids = new Set<number>();
      for await (const message of all()) if (message.folder === folder) uids.add(message.uid);
      return uids;
    },
    sentAs: (messageId) => sent.get(messageId),
    begin: (key) => lines.add({ kind: 'begun', key } satisfies ProgressLine),
    imported: (message) => add({ kind: 'message', ...message }),
    failed: (key, why) => add({ kind: 'failed', key, why }),
    all,
    [Symbol.asyncDispose]: () => lines[Symbol.asyncDispose](),
  };
}
