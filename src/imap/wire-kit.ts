import { ascii, latin1ToString } from '#mime';
import { CommandReader, type CommandReaderOptions, type ReadCommand } from './command-reader.ts';
import type { OctetText } from './octet-text.ts';
import { AFTER_LOGIN } from './reader-limits.ts';
import type { WireMode } from './wire-mode.ts';

/** For this room's tests: a client that says everything at once, cut as it is given. */
export async function* said(...chunks: readonly OctetText[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield ascii(chunk);
}

export async function drunk(octets: AsyncIterable<Uint8Array>): Promise<OctetText> {
  let text = '';
  for await (const piece of octets) text += latin1ToString(piece);
  return text;
}

export const UTF8: WireMode = { utf8: true, rev2: false };
export const REV2: WireMode = { utf8: true, rev2: true };

/** A reader whose `+` are counted. */
export function readerOf(chunks: readonly OctetText[], options: Partial<CommandReaderOptions> = {}) {
  const asked = { times: 0 };
  const reader = new CommandReader(said(...chunks), {
    limits: AFTER_LOGIN,
    continueLiteral: () => {
      asked.times++;
    },
    ...options,
  });
  return { reader, asked };
}

/** The one command of these lines: what it means, or the answer to it. Literals come unasked or asked, as written. */
export async function readOne(text: OctetText, mode?: WireMode): Promise<ReadCommand> {
  const { reader } = readerOf([text], mode && { mode });
  return reader.next();
}

/** What `A1 text` CRLF means; for a fault its answer as `BAD [code] text`. */
export async function meaning(text: OctetText, mode?: WireMode): Promise<unknown> {
  const read = await readOne(`A1 ${text}\r\n`, mode);
  if (read.kind === 'command') return read.command;
  if (read.kind !== 'fault') return read.kind;
  return [read.status, ...(read.code ? [`[${read.code}]`] : []), read.text].join(' ');
}
