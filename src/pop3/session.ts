import { type Pop3Command, readCommand, readNumber, readPlain } from './command.ts';
import type { Pop3Backend, Pop3Item, Pop3Maildrop } from './maildrop.ts';
import { topOf, wholeBody } from './message-body.ts';
import { err, listing, ok, type Pop3Reply } from './reply.ts';

/** Announced in every state. */
const CAPABILITIES = [
  'TOP',
  'UIDL',
  'PIPELINING',
  'RESP-CODES',
  'AUTH-RESP-CODE',
  'EXPIRE NEVER',
  'IMPLEMENTATION Ceralacca',
];
/** Announced where a login is possible: inside TLS. */
const INSIDE_TLS = ['USER', 'SASL PLAIN', 'UTF8 USER'];

/** In clear nobody logs in; `clear`: STLS makes it secure. */
export type Pop3Channel = 'clear' | 'secure';

/**
 * One POP3 session (RFC 1939, 2449, 2595, 5034, 6856). Give it one line at a time and send what it answers before the next. It knows
 * no socket and no clock.
 */
export class Pop3Session {
  readonly #backend: Pop3Backend;
  #channel: Pop3Channel;
  #user: string | undefined;
  #awaitsPlain = false;
  #maildrop: Pop3Maildrop | undefined;
  readonly #deleted = new Set<Pop3Item>();

  constructor(backend: Pop3Backend, channel: Pop3Channel) {
    this.#backend = backend;
    this.#channel = channel;
  }

  /** The handshake that STLS asked for is done: what was said before it counts no more (RFC 2595 4). */
  secured(): void {
    this.#channel = 'secure';
    this.#user = undefined;
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
        return listing('capability list follows', [
          ...CAPABILITIES,
          ...(this.#channel === 'secure' ? INSIDE_TLS : ['STLS']),
        ]);
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
      case 'STLS':
        return this.#channel === 'secure'
          ? err('TLS is on already')
          : { ...ok('begin the TLS handshake'), next: 'handshake' };
      case 'USER':
      case 'PASS':
      case 'AUTH':
      case 'UTF8':
        return this.#channel === 'secure'
          ? await this.#logIn(keyword, argument)
          : err('only inside TLS: say STLS first');
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

  async #logIn(keyword: 'USER' | 'PASS' | 'AUTH' | 'UTF8', argument: string): Promise<Pop3Reply> {
    switch (keyword) {
      case 'USER':
        if (argument === '') return err('USER needs a name');
        this.#user = argument;
        return ok('password, please');
      case 'PASS':
        return this.#user === undefined ? err('USER first') : await this.#enter(this.#user, argument);
      case 'AUTH':
        return await this.#auth(argument);
      // Names and passwords are UTF-8 with or without it, and messages are sent as they are (RFC 6856 2).
      case 'UTF8':
        return argument === '' ? ok('UTF-8') : err('UTF8 takes no argument');
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

  #transact({ keyword, argument }: Pop3Command, { items, isReadOnly }: Pop3Maildrop): Pop3Reply {
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
        if (isReadOnly) return err('you may only read this mailbox');
        return this.#with(argument, items, (item) => {
          this.#deleted.add(item);
          return ok('marked');
        });
      case 'RSET':
        this.#deleted.clear();
        return ok(`${items.length} messages (${octets(items)} octets)`);
      case 'USER':
      case 'PASS':
      case 'AUTH':
      case 'STLS':
      case 'UTF8':
        return err('you are logged in already');
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
    if (maildrop === undefined) return { ...ok('good-bye'), next: 'close' };
    try {
      if (this.#deleted.size > 0) await maildrop.remove([...this.#deleted]);
      return { ...ok('good-bye'), next: 'close' };
    } catch {
      return { ...err('[SYS/TEMP] nothing was deleted, try again later'), next: 'close' };
    } finally {
      maildrop.release();
    }
  }
}

function octets(items: readonly Pop3Item[]): number {
  return items.reduce((sum, { size }) => sum + size, 0);
}
