import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { CliFault } from './exit.ts';

const LF = 0x0a;
const MAX_LINE_OCTETS = 1_048_576;

export interface JsonLine<T> {
  readonly value: T;
  /** Octets of the file up to the end of this line. */
  readonly end: number;
}

/**
 * The values of a file of JSON lines, one after another. A last line that was not written to its end, as a kill leaves it, is left out.
 * Throws CliFault on a line that is no JSON, and Node's error when there is no such file.
 */
export async function* readJsonLines<T>(path: string): AsyncGenerator<JsonLine<T>> {
  let rest: Buffer = Buffer.alloc(0);
  let end = 0;
  let number = 0;
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
    let octets = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    for (let at = octets.indexOf(LF); at >= 0; at = octets.indexOf(LF)) {
      number++;
      end += at + 1;
      yield { value: parse<T>(octets.subarray(0, at), path, number), end };
      octets = octets.subarray(at + 1);
    }
    if (octets.length > MAX_LINE_OCTETS) throw new CliFault(`${path}:${number + 1} is longer than any line of ours`);
    rest = octets;
  }
}

function parse<T>(octets: Buffer, path: string, number: number): T {
  try {
    return JSON.parse(octets.toString('utf8')) as T;
  } catch {
    throw new CliFault(`${path}:${number} is not a line of JSON`);
  }
}

/** A file of JSON lines to add to. */
export interface JsonLines extends AsyncDisposable {
  add(value: unknown): Promise<void>;
}

/** Goes on after `end` octets; what stands behind them is cut off. The file is made when there is none; only its owner may read it. */
export async function appendJsonLines(path: string, end: number): Promise<JsonLines> {
  const file: FileHandle = await open(path, end === 0 ? 'w' : 'r+', 0o600);
  await file.truncate(end);
  let at = end;
  return {
    async add(value) {
      const line = Buffer.from(`${JSON.stringify(value)}\n`);
      await file.write(line, 0, line.length, at);
      at += line.length;
    },
    async [Symbol.asyncDispose]() {
      await file.sync();
      await file.close();
    },
  };
}
