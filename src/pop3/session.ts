import { type Pop3Command, readCommand, readNumber, readPlain } from './command.ts';
import type { Pop3Backend, Pop3Item, Pop3Maildrop } from './maildrop.ts';
import { topOf, wholeBody } from './message-body.ts';
import { err, listing, ok, type Pop3Reply } from './reply.ts';

const CAPABILITIES = [
  'TOP',
  'UIDL',
  'USER',
  'SASL PLAIN',
  'PIPELINING',
  'RESP-CODES',
  'AUTH-RESP-CODE',
  'EXPIRE NEVER',
  'IMPLEMENTATION Ceralacca',
];

/**
 * One POP3 session (RFC 1939, 2449, 5034) on a channel that is protected already. Give it one line at a time and send what it
 * answers before the next. It knows no socket and no clock.
 */
export class Pop3Session {
  readonly #backend: Pop3Backend;
  #user: string | undefined;
  #awaitsPlain = false;
  #maildrop: Pop3Maildrop | undefined;
  readonly #deleted = new Set<Pop3Item>();

  constructor(backend: Pop3Backend) {
    this.#backend = backend;
  }

  /** In TRANSACTION state: idle limits are longer there. */
  get entered(): boolean {
    return this.#maildrop !== undefined;
  }

  async answer(line: string): Promise<Pop3Reply> {
    if (this.#awaitsPlain) {
      this.#awaitsPlain = false;
      return line === '*' ? err('[AUTH] cancelled') : await this.#plain(line);
    }
    const command = readCommand(line);
    switch (command.keyword) {
      case 'CAPA':
        return listing('capability list follows', CAPABILITIES);
      case 'QUIT':
        return await this.#quit();
      default:
        return this.#maildrop === undefined ? await this.#authorize(command) : this.#transact(command, this.#maildrop);
    }
  }

  /** The connection is gone: nothing is deleted, the lock is given back. */
  end(): void {
    this.#maildrop?.release();
    this.#maildrop = undefined;
  }

  async #authorize({ keyword, argument }: Pop3Command): Promise<Pop3Reply> {
    switch (keyword) {
      case 'USER':
        if (argument === '') return err('USER needs a name');
        this.#user = argument;
        return ok('password, please');
      case 'PASS':
        return this.#user === undefined ? err('USER first') : await this.#enter(this.#user, argument);
      case 'AUTH':
        return await this.#auth(argument);
      case 'NOOP':
      case 'STAT':
      case 'LIST':
      case 'RETR':
      case 'DELE':
      case 'RSET':
      case 'TOP':
      case 'UIDL':
        return err('log in first');
      default:
        return err('unknown command');
    }
  }

  async #auth(argument: string): Promise<Pop3Reply> {
    const [mechanism = '', initial] = argument.split(' ');
    if (mechanism === '') return listing('mechanisms follow', ['PLAIN']);
    if (mechanism.toUpperCase() !== 'PLAIN') return err('[AUTH] only PLAIN is offered');
    if (initial !== undefined) return await this.#plain(initial === '=' ? '' : initial);
    this.#awaitsPlain = true;
    return { line: '+ \r\n' };
  }

  async #plain(response: string): Promise<Pop3Reply> {
    const credentials = readPlain(response);
    return credentials === undefined
      ? err('[AUTH] malformed response')
      : await this.#enter(credentials.user, credentials.password);
  }

  async #enter(user: string, password: string): Promise<Pop3Reply> {
    this.#user = undefined;
    const entry = await this.#backend.open(user, password);
    if (!entry.ok) return err(`[${entry.code}] ${entry.text}`);
    this.#maildrop = entry.maildrop;
    return ok(`${entry.maildrop.items.length} messages (${octets(entry.maildrop.items)} octets)`);
  }

  #transact({ keyword, argument }: Pop3Command, { items }: Pop3Maildrop): Pop3Reply {
    switch (keyword) {
      case 'NOOP':
        return ok();
      case 'STAT': {
        const left = items.filter((item) => !this.#deleted.has(item));
        return ok(`${left.length} ${octets(left)}`);
      }
      case 'LIST':
        return this.#list(argument, items, (item) => String(item.size));
      case 'UIDL':
        return this.#list(argument, items, (item) => item.uid);
      case 'RETR':
        return this.#with(argument, items, (item) => ({
          line: `+OK ${item.size} octets\r\n`,
          body: wholeBody(item.read()),
        }));
      case 'TOP':
        return this.#top(argument, items);
      case 'DELE':
        return this.#with(argument, items, (item) => {
          this.#deleted.add(item);
          return ok('marked');
        });
      case 'RSET':
        this.#deleted.clear();
        return ok(`${items.length} messages (${octets(items)} octets)`);
      default:
        return err('unknown command');
    }
  }

  #list(argument: string, items: readonly Pop3Item[], show: (item: Pop3Item) => string): Pop3Reply {
    if (argument !== '') return this.#with(argument, items, (item) => ok(`${argument} ${show(item)}`));
    const lines = items.flatMap((item, at) => (this.#deleted.has(item) ? [] : [`${at + 1} ${show(item)}`]));
    return listing(`${lines.length} messages`, lines);
  }

  #top(argument: string, items: readonly Pop3Item[]): Pop3Reply {
    const [number = '', count = ''] = argument.split(' ');
    const lines = readNumber(count);
    if (lines === undefined) return err('TOP needs a message number and a number of lines');
    return this.#with(number, items, (item) => ({
      line: '+OK top of message follows\r\n',
      body: wholeBody(topOf(item.read(), lines)),
    }));
  }

  #with(argument: string, items: readonly Pop3Item[], act: (item: Pop3Item) => Pop3Reply): Pop3Reply {
    const item = items[(readNumber(argument) ?? 0) - 1];
    return item === undefined || this.#deleted.has(item) ? err('no such message') : act(item);
  }

  async #quit(): Promise<Pop3Reply> {
    const maildrop = this.#maildrop;
    this.#maildrop = undefined;
    if (maildrop === undefined) return { ...ok('good-bye'), close: true };
    try {
      await maildrop.remove([...this.#deleted]);
      return { ...ok('good-bye'), close: true };
    } catch {
      return { ...err('[SYS/TEMP] nothing was deleted, try again later'), close: true };
    } finally {
      maildrop.release();
    }
  }
}

function octets(items: readonly Pop3Item[]): number {
  return items.reduce((sum, { size }) => sum + size, 0);
}
