import { type Answer, no } from './answer.ts';
import type { ImapBackend } from './backend.ts';
import { capabilities } from './capabilities.ts';
import type { ImapCommand } from './command.ts';
import { SyntaxFault } from './command-fault.ts';
import { CommandReader } from './command-reader.ts';
import type { Conversation, Rule } from './conversation.ts';
import { leaveFolder } from './do-select.ts';
import { EndsConversation } from './ends-conversation.ts';
import { BEFORE_LOGIN } from './reader-limits.ts';
import { ClientGone, type ImapOutput, Responses } from './responses.ts';
import { rules, wrongState } from './rules.ts';
import { tellNews } from './tell-news.ts';
import { REV1 } from './wire-mode.ts';
import { responseCode, writeContinuation, writeStatusLine } from './write-response.ts';

export interface ImapSessionOptions {
  readonly backend: ImapBackend;
  readonly source: AsyncIterable<Uint8Array>;
  readonly output: ImapOutput;
  /** Shown in the greeting. */
  readonly serverName: string;
  /** Told by ID (RFC 2971): name, version… */
  readonly identity: Readonly<Record<string, string>>;
  /** Inside TLS already. */
  readonly secure: boolean;
  /** What the door can do. */
  readonly mayStartTls: boolean;
  readonly mayCompress: boolean;
  /** Faults of the backend, answered with NO, and faults of ours, which end the connection. */
  onFault(fault: Error): void;
}

/** Commands not understood, one after the other, before a client is shown out: a stranger, and one who is in. */
const MAX_ERRORS = { stranger: 10, guest: 50 };

/**
 * One IMAP session (RFC 3501, RFC 9051 and what `capabilities` tells). It knows no socket, no clock and no TLS: the door does what
 * `converse` resolves to and lets it go on.
 */
export class ImapSession {
  readonly #talk: Conversation;
  readonly #serverName: string;
  readonly #onFault: (fault: Error) => void;
  #errors = 0;

  constructor(options: ImapSessionOptions) {
    const { backend, identity, secure, mayStartTls, mayCompress } = options;
    this.#serverName = options.serverName;
    this.#onFault = (fault) => options.onFault(fault);
    const out = new Responses(options.output);
    const reader = new CommandReader(options.source, {
      limits: BEFORE_LOGIN,
      async continueLiteral() {
        await out.text(writeContinuation('go on'));
        await out.flush();
      },
    });
    this.#talk = {
      ...{ reader, out, backend, identity, mayStartTls, mayCompress, secure, mode: REV1, enabled: new Set(), tag: '*' },
      ...{ compressed: false, failedLogins: 0, account: undefined, selected: undefined },
    };
  }

  /** In authenticated state: time-outs are longer there. */
  get entered(): boolean {
    return this.#talk.account !== undefined;
  }

  /** Nothing can be said now but the rest of a message. */
  get insideLiteral(): boolean {
    return this.#talk.out.insideLiteral;
  }

  async greet(): Promise<void> {
    const { out } = this.#talk;
    const code = responseCode.capability(capabilities(this.#talk));
    await out.text(writeStatusLine('*', 'OK', `${this.#serverName} IMAP ready`, code));
    await out.flush();
  }

  /** Answers commands in their order until the connection is to end, or to go on otherwise. Rejects with faults of ours, and ClientGone. */
  async converse(): Promise<'over' | 'starttls' | 'compress'> {
    const { reader, out } = this.#talk;
    for (;;) {
      const read = await reader.next();
      if (read.kind === 'end') return 'over';
      if (read.kind === 'bye') return await this.#bye(read.text);
      let answer: Answer;
      if (read.kind === 'fault') {
        const { status, text, code } = read;
        if (read.emptiesSaved && this.#talk.selected !== undefined) this.#talk.selected.saved = [];
        answer = code === undefined ? { status, text } : { status, text, code };
      } else {
        const given = await this.#obey(read.tag, read.command);
        if (given instanceof EndsConversation) return await this.#bye(given.message, given.code);
        answer = given;
      }
      await out.text(writeStatusLine(read.tag, answer.status, answer.text, answer.code));
      if (answer.next === 'over' && answer.status !== 'OK') return await this.#bye('too many failed logins');
      await out.flush();
      if (answer.next !== undefined) return answer.next;
      if (this.#tooManyErrors(answer)) return await this.#bye('too many commands that are none');
    }
  }

  /** TLS is there: what came before it is forgotten (RFC 9051 6.2.1). */
  secured(source: AsyncIterable<Uint8Array>): void {
    this.#talk.secure = true;
    this.#talk.reader.readFrom(source);
  }

  /** Octets that came behind COMPRESS; they are compressed. */
  takeBuffered(): Uint8Array {
    return this.#talk.reader.takeBuffered();
  }

  /** From now on octets come out of an inflater. */
  compressed(source: AsyncIterable<Uint8Array>): void {
    this.#talk.compressed = true;
    this.#talk.reader.readFrom(source);
  }

  /** The connection is gone. */
  end(): void {
    leaveFolder(this.#talk);
    this.#talk.account?.leave();
    this.#talk.account = undefined;
  }

  /** One command, and the news of the folder. Faults of the world are answered, ours end the connection. */
  async #obey(tag: string, command: ImapCommand): Promise<Answer | EndsConversation> {
    const talk = this.#talk;
    talk.tag = tag;
    const rule = rules[command.name] as Rule<ImapCommand>;
    const wrong = wrongState(talk, rule.state);
    if (wrong !== undefined) return wrong;
    try {
      const answer = await rule.run(talk, command);
      const news = typeof rule.news === 'function' ? rule.news(command) : rule.news;
      if (answer.status !== 'BAD' && news !== 'none' && talk.selected !== undefined) {
        await tellNews(talk, talk.selected, news === 'all');
      }
      return answer;
    } catch (fault) {
      return this.#judge(fault);
    }
  }

  #judge(fault: unknown): Answer | EndsConversation {
    if (fault instanceof SyntaxFault) return fault.answer;
    if (fault instanceof EndsConversation) {
      if (fault.cause !== undefined) this.#onFault(fault.cause as Error);
      return fault;
    }
    if (fault instanceof ClientGone || this.insideLiteral || isOurs(fault)) throw fault;
    this.#onFault(fault as Error);
    return no('this cannot be done now, try again later', 'UNAVAILABLE');
  }

  #tooManyErrors({ status }: Answer): boolean {
    this.#errors = status === 'BAD' ? this.#errors + 1 : 0;
    return this.#errors >= (this.entered ? MAX_ERRORS.guest : MAX_ERRORS.stranger);
  }

  async #bye(text: string, code?: string): Promise<'over'> {
    await this.#talk.out.text(writeStatusLine('*', 'BYE', text, code));
    await this.#talk.out.flush();
    return 'over';
  }
}

/** A mistake in the program, not a disk or a network that fails. */
function isOurs(fault: unknown): boolean {
  return fault instanceof TypeError || fault instanceof RangeError || fault instanceof ReferenceError;
}
