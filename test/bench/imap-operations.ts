import type { ImapClient } from '../imap/imap-client.ts';
import { RARE_EVERY, RARE_SUBJECT, RARE_TEXT } from './imap-message.ts';

export interface ImapOperation {
  readonly name: string;
  /** Not measured. */
  prepare(client: ImapClient): Promise<void>;
  run(client: ImapClient): Promise<void>;
}

type Append = (client: ImapClient, folder: string, from: number, count: number) => Promise<void>;

/** What is measured of a folder that holds so many messages; each checks that the server did what it was asked. */
export function operations({
  folder,
  messages,
  append,
}: {
  readonly folder: string;
  readonly messages: number;
  readonly append: Append;
}): readonly ImapOperation[] {
  const select = async (client: ImapClient) => void (await client.ok(`SELECT ${folder}`));
  const nothing = async () => {};
  const rare = Math.floor(messages / RARE_EVERY) + (messages % RARE_EVERY > RARE_EVERY / 2 ? 1 : 0);
  const found = async (client: ImapClient, key: string) => {
    const answer = (await client.ok(`SEARCH ${key}`)).find((line) => line.startsWith('SEARCH')) ?? '';
    const count = answer.split(' ').length - 1;
    if (count !== rare) throw new Error(`SEARCH ${key} found ${count} messages, not ${rare}`);
  };
  return [
    { name: 'SELECT', prepare: nothing, run: select },
    {
      name: 'FETCH FLAGS of all',
      prepare: select,
      run: async (client) => atLeast(await client.drain('FETCH 1:* (FLAGS)'), messages * 20),
    },
    {
      name: 'FETCH BODY[] of all',
      prepare: select,
      run: async (client) => atLeast(await client.drain('FETCH 1:* (BODY.PEEK[])'), messages * 2_000),
    },
    { name: 'SEARCH header', prepare: select, run: (client) => found(client, `SUBJECT "${RARE_SUBJECT}"`) },
    { name: 'SEARCH text', prepare: select, run: (client) => found(client, `TEXT "${RARE_TEXT}"`) },
    qresync(folder, messages),
    {
      name: 'APPEND of 200',
      prepare: nothing,
      run: (client) => append(client, folder, messages * 2, 200),
    },
  ];
}

/** One message in a hundred is flagged by another; the client comes back and asks what is new. */
function qresync(folder: string, messages: number): ImapOperation {
  let known: { validity: string; modseq: string };
  return {
    name: 'QRESYNC after 1 %',
    async prepare(client) {
      await client.ok('ENABLE QRESYNC');
      const told = (await client.ok(`SELECT ${folder}`)).join('\n');
      known = {
        validity: /UIDVALIDITY (\d+)/.exec(told)![1]!,
        modseq: /HIGHESTMODSEQ (\d+)/.exec(told)![1]!,
      };
      const some = Array.from({ length: Math.ceil(messages / 100) }, (_, n) => n * 100 + 1).join(',');
      const flagged = (await client.ok(`FETCH ${some} (FLAGS)`)).filter((line) => line.includes('\\Flagged')).length;
      await client.ok(`STORE ${some} ${flagged > 0 ? '-' : '+'}FLAGS.SILENT (\\Flagged)`);
      await client.ok('UNSELECT');
    },
    async run(client) {
      const told = await client.ok(`SELECT ${folder} (QRESYNC (${known.validity} ${known.modseq}))`);
      const changed = told.filter((line) => / FETCH /.test(line)).length;
      if (changed < messages / 100) throw new Error(`QRESYNC told of ${changed} messages`);
    },
  };
}

function atLeast(octets: number, least: number): void {
  if (octets < least) throw new Error(`${octets} octets came, at least ${least} were awaited`);
}
