import assert from 'node:assert/strict';
import { ImapClient, type ImapEndpoint, quoted } from './imap-client.ts';

/**
 * Questions and their answers, as data. A case has a folder of its own, made anew, with its mail, and open on two connections. Of an
 * exchange the first text is the command; then come all untagged responses, in order, where `...` stands for any end; a last text that begins
 * with `NO` or `BAD` is the beginning of the tagged one, which is `OK` otherwise. `{box}` is the folder, `{tag}` the tag; a command after `2: ` is given on
 * the second connection.
 */
export interface AnswerCase {
  readonly title: string;
  readonly mail?: readonly (string | Mail)[];
  readonly asks: readonly (readonly [command: string, ...answers: string[]])[];
}

export interface Mail {
  readonly text: string;
  /** As APPEND takes it. */
  readonly date?: string;
  readonly flags?: string;
}

export interface Login {
  readonly endpoint: ImapEndpoint;
  readonly user: string;
  readonly password: string;
}

const OCTETS_OF_LINE_END = /\r?\n/g;

export async function judge({ endpoint, user, password }: Login, box: string, { mail = [], asks }: AnswerCase) {
  using first = await ImapClient.login(endpoint, user, password);
  await first.ok(`CREATE ${quoted(box)}`);
  for (const one of mail) await put(first, box, typeof one === 'string' ? { text: one } : one);
  // Once told of, no message is \Recent.
  await first.ok(`SELECT ${quoted(box)}`);
  await first.ok(`SELECT ${quoted(box)}`);
  using second = await ImapClient.login(endpoint, user, password);
  await second.ok(`SELECT ${quoted(box)}`);
  for (const [command, ...answers] of asks) {
    const client = command.startsWith('2: ') ? second : first;
    const tag = client.nextTag();
    const named = (text: string) => text.replaceAll('{box}', box).replaceAll('{tag}', tag);
    client.write(`${tag} ${named(command).replace(/^2: /, '')}\r\n`);
    const { status, text, untagged } = await client.answer(tag);
    const refused = /^(NO|BAD)/.test(answers.at(-1) ?? '');
    const end = refused ? answers.at(-1)! : 'OK';
    const told = refused ? answers.slice(0, -1) : answers;
    const heard = untagged.map((said, n) => cutLike(said, told[n] ?? ''));
    assert.deepEqual([...heard, `${status} ${text}`.slice(0, end.length)], [...told.map(named), end], command);
  }
}

function cutLike(said: string, expected: string): string {
  return expected.endsWith('...') ? `${said.slice(0, expected.length - 3)}...` : said;
}

async function put(client: ImapClient, box: string, { text, date, flags = '' }: Mail): Promise<void> {
  const when = date === undefined ? '' : `${quoted(date)} `;
  await client.ok(`APPEND ${quoted(box)} (${flags}) ${when}`, octets(text));
}

/** Lines end with CRLF, as mail goes. */
export function octets(text: string): Buffer {
  return Buffer.from(text.replace(OCTETS_OF_LINE_END, '\r\n'), 'latin1');
}

/** A text as a literal. */
export function literal(text: string): string {
  const said = octets(text).toString('latin1');
  return `{${said.length}}\r\n${said}`;
}
