/** Runs command lines one after the other in one process, which starts once: stdin and stdout are JSON. */
import { text } from 'node:stream/consumers';
import { main } from '#cli';

/** What one command line left behind. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(words: readonly string[]): Promise<Ran> {
  const said: Record<'out' | 'err', string[]> = { out: [], err: [] };
  const { stdout, stderr } = process;
  const before = { out: stdout.write, err: stderr.write };
  const keepIn = (texts: string[]) => (chunk: Uint8Array | string) => texts.push(String(chunk)) > 0;
  stdout.write = keepIn(said.out);
  stderr.write = keepIn(said.err);
  process.exitCode = 0;
  try {
    await main(words);
  } finally {
    stdout.write = before.out;
    stderr.write = before.err;
  }
  return { code: Number(process.exitCode), out: said.out.join(''), err: said.err.join('') };
}

const answers: Ran[] = [];
for (const words of JSON.parse(await text(process.stdin)) as string[][]) answers.push(await run(words));
process.exitCode = 0;
process.stdout.write(JSON.stringify(answers));
