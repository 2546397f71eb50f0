import { checkMailParameters, checkRcptParameters, tooLarge } from './check-parameters.ts';
import { readCommand, type SmtpCommand } from './command.ts';
import type { SmtpHandlers, SmtpReply, SmtpSession } from './handlers.ts';
import { LoginExchange, type LoginStep } from './login-exchange.ts';
import type { MessageBody } from './message-body.ts';
import { readPath } from './read-path.ts';
import { REPLIES } from './replies.ts';
import { writeLines, writeReply } from './reply.ts';

export interface SessionOptions<Account> {
  readonly id: string;
  /** IP address. */
  readonly peer: string;
  readonly heloName: string;
  readonly maxBytes: number;
  readonly maxRecipients: number;
  /** TLS is there from the first octet. */
  readonly implicitTls: boolean;
  /** Mail is taken without a login too. */
  readonly loginOptional?: boolean;
  readonly handlers: SmtpHandlers<Account>;
  /** Told of a handler that rejected. */
  onFault(fault: Error): void;
}

/** What the server says to a line, and what comes next: the octets of a message, a TLS handshake, the end. */
export interface SmtpAnswer {
  /** As it goes on the wire. */
  readonly wire: string;
  readonly next?: 'message' | 'handshake' | 'close';
  /** Nothing may stand behind the command that got this. */
  readonly endsGroup?: true;
}

type Answer = SmtpAnswer | Promise<SmtpAnswer>;

/** Commands that are unknown, and logins that fail, before a client is sent away. */
const MAX_FAULTY = 10;
/** Commands of a client that ought to log in. */
const MAX_STRANGE = 20;
/** A web page can post to any port. */
const HTTP = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE']);
/** No blanks or controls; what else a client calls itself is not our business, and goes nowhere unchecked. */
const HELLO_NAME = /^[\x21-\x7e\x80-\xff]{1,255}$/;

const say = (reply: SmtpReply): SmtpAnswer => ({ wire: writeReply(reply) });
const dismiss = (reply: SmtpReply): SmtpAnswer => ({ wire: writeReply(reply), next: 'close' });

/**
 * The server's side of one SMTP session (RFC 5321 3 and 4, 3207, 4954, 1870, 6152, 2034, 2920), a method for each verb. Give it
 * one line at a time, and send what it answers before anything that comes after. It knows no socket and no clock.
 */
export class ServerSession<Account> {
  readonly #options: SessionOptions<Account>;
  #tls: boolean;
  /** RFC 5321 4.1.4: nothing goes before it. */
  #hello: 'EHLO' | 'HELO' | undefined;
  #helo = '';
  #login: { readonly account: Account } | undefined;
  #exchange: LoginExchange | undefined;
  /** Defined between MAIL and the end of the transaction. */
  #mailFrom: string | undefined;
  /** By lower-case address, as first written. */
  #recipients = new Map<string, string>();
  #faulty = 0;
  #strange = 0;

  constructor(options: SessionOptions<Account>) {
    this.#options = options;
    this.#tls = options.implicitTls;
  }

  /** RFC 5321 3.1. */
  greeting(): string {
    return writeLines(220, [`${this.#options.heloName} ESMTP`]);
  }

  /** `line` without its CRLF, octets as characters. Never rejects. */
  answer(line: string): Answer {
    const exchange = this.#exchange;
    if (exchange) return this.#follow(exchange, exchange.proceed(line));
    const command = readCommand(line);
    if (!command) return this.#faultyCommand(REPLIES.controlCharacters);
    return this.#tooStrange(command) ?? this.#perform(command);
  }

  #perform({ verb, argument }: SmtpCommand): Answer {
    switch (verb) {
      case 'EHLO':
      case 'HELO':
        return this.#helloCommand(verb, argument);
      case 'MAIL':
        return this.#mail(argument);
      case 'RCPT':
        return this.#rcpt(argument);
      case 'DATA':
        return this.#data(argument);
      case 'RSET':
        return this.#rset(argument);
      case 'STARTTLS':
        return this.#starttls(argument);
      case 'AUTH':
        return this.#auth(argument);
      case 'NOOP':
        return say(REPLIES.done);
      case 'QUIT':
        return dismiss(REPLIES.closing);
      case 'VRFY':
        return say(REPLIES.cannotVerify);
      case 'EXPN':
        return say(REPLIES.notOffered);
      case 'HELP':
        return say(REPLIES.help);
      default:
        return HTTP.has(verb) ? dismiss(REPLIES.notHttp) : this.#faultyCommand(REPLIES.unknownCommand);
    }
  }

  /** RFC 5321 4.1.1.1; also ends a transaction (4.1.4). */
  #helloCommand(verb: 'EHLO' | 'HELO', name: string): Answer {
    if (!HELLO_NAME.test(name)) return say(REPLIES.helloNeedsName);
    this.#reset();
    this.#hello = verb;
    this.#helo = name.toLowerCase();
    const { heloName, maxBytes, handlers } = this.#options;
    if (verb === 'HELO') return { wire: writeLines(250, [heloName]) };
    const words = ['PIPELINING', '8BITMIME', 'ENHANCEDSTATUSCODES'];
    if (!this.#tls) words.push('STARTTLS');
    else if (handlers.login) words.push('AUTH PLAIN LOGIN');
    return { wire: writeLines(250, [heloName, ...words, `SIZE ${maxBytes}`]) };
  }

  /** RFC 5321 4.1.1.2. */
  #mail(argument: string): Answer {
    const refusal = this.#barred();
    if (refusal) return say(refusal);
    const path = readPath('MAIL', argument);
    if (!path.ok) return say(path.reply);
    if (this.#mailFrom !== undefined) return say(REPLIES.mailAgain);
    const { maxBytes, handlers } = this.#options;
    const login = this.#tls && handlers.login !== undefined;
    const wrong = checkMailParameters(path.parameters, { maxBytes, login });
    if (wrong) return say(wrong);
    return this.#decide(
      () => handlers.mailFrom(path.address, this.#view()),
      () => {
        this.#mailFrom = path.address;
        return REPLIES.senderTaken;
      },
    );
  }

  /** RFC 5321 4.1.1.3. */
  #rcpt(argument: string): Answer {
    const refusal = this.#barred();
    if (refusal) return say(refusal);
    const path = readPath('RCPT', argument);
    if (!path.ok) return say(path.reply);
    const wrong = checkRcptParameters(path.parameters);
    if (wrong) return say(wrong);
    const mailFrom = this.#mailFrom;
    if (mailFrom === undefined) return say(REPLIES.mailFirst);
    const key = path.address.toLowerCase();
    if (this.#recipients.has(key)) return say(REPLIES.recipientTaken);
    if (this.#recipients.size >= this.#options.maxRecipients) return say(REPLIES.tooManyRecipients);
    return this.#decide(
      () => this.#options.handlers.recipient(path.address, mailFrom, this.#view()),
      () => {
        this.#recipients.set(key, path.address);
        return REPLIES.recipientTaken;
      },
    );
  }

  /**
   * RFC 5321 4.1.1.4. Who sends the message without awaiting our answer, and is refused, would have it read as commands: hence
   * `endsGroup` (RFC 2920 3.1).
   */
  #data(argument: string): Answer {
    const refuse = (reply: SmtpReply): SmtpAnswer => ({ wire: writeReply(reply), endsGroup: true });
    const refusal = this.#barred();
    if (refusal) return refuse(refusal);
    if (argument !== '') return refuse(REPLIES.noArgument);
    if (this.#mailFrom === undefined) return refuse(REPLIES.mailFirst);
    if (this.#recipients.size === 0) return refuse(REPLIES.noRecipients);
    return { wire: writeLines(354, ['end the message with <CRLF>.<CRLF>']), next: 'message' };
  }

  /** After `next: 'message'`: hands the message to the door, and answers when it is decided and has come whole. Never rejects. */
  async message(body: MessageBody): Promise<SmtpAnswer> {
    const { handlers, maxBytes, onFault } = this.#options;
    const envelope = { mailFrom: this.#mailFrom ?? '', recipients: [...this.#recipients.values()] };
    let reply: SmtpReply;
    try {
      reply = await handlers.message(body, envelope, this.#view());
    } catch (fault) {
      reply = body.tooLarge ? tooLarge(maxBytes) : REPLIES.localFault;
      if (!body.tooLarge) onFault(fault as Error);
    }
    await body.discard();
    // A door that decided without reading cannot have taken more than it may.
    if (body.tooLarge && reply.code < 400) reply = tooLarge(maxBytes);
    this.#reset();
    this.#faulty = 0;
    return say(reply);
  }

  /** RFC 5321 4.1.1.5. */
  #rset(argument: string): Answer {
    if (argument !== '') return say(REPLIES.noArgument);
    this.#reset();
    return say(REPLIES.done);
  }

  /** RFC 3207 4. */
  #starttls(argument: string): Answer {
    if (argument !== '') return say(REPLIES.noArgument);
    if (this.#tls) return say(REPLIES.tlsAlready);
    return { wire: writeReply(REPLIES.readyForTls), next: 'handshake' };
  }

  /** After the handshake that followed `next: 'handshake'`: whatever was said in clear is forgotten (RFC 3207 4.2). */
  secured(): void {
    this.#tls = true;
    this.#hello = undefined;
    this.#helo = '';
    this.#reset();
  }

  /** RFC 4954 4. */
  #auth(argument: string): Answer {
    if (!this.#options.handlers.login) return this.#faultyCommand(REPLIES.unknownCommand);
    if (!this.#hello) return say(REPLIES.helloFirst);
    if (!this.#tls) return say(REPLIES.tlsForLogin);
    if (this.#login) return say(REPLIES.loggedInAlready);
    if (this.#mailFrom !== undefined) return say(REPLIES.noLoginInMail);
    const [name = '', initial, ...more] = argument.split(' ');
    const mechanism = name.toUpperCase();
    if (mechanism !== 'PLAIN' && mechanism !== 'LOGIN') return say(REPLIES.unknownMechanism);
    if (more.length > 0) return this.#faultyCommand(REPLIES.badBase64);
    this.#exchange = new LoginExchange(mechanism);
    return this.#follow(this.#exchange, this.#exchange.begin(initial));
  }

  #follow(exchange: LoginExchange, step: LoginStep): Answer {
    if (typeof step === 'object' && 'challenge' in step) return { wire: writeLines(334, [step.challenge]) };
    if (this.#exchange === exchange) this.#exchange = undefined;
    if (step === 'called off') return this.#faultyCommand(REPLIES.loginCalledOff);
    if (step === 'malformed') return this.#faultyCommand(REPLIES.badBase64);
    return this.#enter(step.user, step.password);
  }

  async #enter(user: string, password: string): Promise<SmtpAnswer> {
    const { handlers, onFault } = this.#options;
    try {
      const result = await handlers.login?.(user, password, this.#view());
      if (!result?.ok) return this.#faultyCommand(result?.reply ?? REPLIES.loginFault);
      this.#login = { account: result.account };
      return say(REPLIES.loggedIn);
    } catch (fault) {
      onFault(fault as Error);
      return say(REPLIES.loginFault);
    }
  }

  /** Why no transaction may go on: RFC 5321 4.1.4, RFC 4954 6, RFC 3207 4. */
  #barred(): SmtpReply | undefined {
    if (!this.#hello) return REPLIES.helloFirst;
    return this.#awaitsLogin ? REPLIES.loginFirst : undefined;
  }

  get #awaitsLogin(): boolean {
    const { handlers, loginOptional } = this.#options;
    return handlers.login !== undefined && !loginOptional && !this.#login;
  }

  async #decide(ask: () => Promise<SmtpReply | undefined>, accept: () => SmtpReply): Promise<SmtpAnswer> {
    try {
      return say((await ask()) ?? accept());
    } catch (fault) {
      this.#options.onFault(fault as Error);
      return say(REPLIES.localFault);
    }
  }

  #faultyCommand(reply: SmtpReply): SmtpAnswer {
    return ++this.#faulty >= MAX_FAULTY ? dismiss(REPLIES.tooManyUnknown) : say(reply);
  }

  #tooStrange({ verb }: SmtpCommand): SmtpAnswer | undefined {
    if (!this.#awaitsLogin || verb === 'AUTH' || verb === 'QUIT') return undefined;
    return ++this.#strange >= MAX_STRANGE ? dismiss(REPLIES.tooManyStrange) : undefined;
  }

  #reset(): void {
    this.#mailFrom = undefined;
    this.#recipients = new Map();
  }

  #view(): SmtpSession<Account> {
    const { id, peer } = this.#options;
    const protocol = this.#hello === 'EHLO' ? `ESMTP${this.#tls ? 'S' : ''}${this.#login ? 'A' : ''}` : 'SMTP';
    return { id, peer, helo: this.#helo, tls: this.#tls, protocol, ...this.#login };
  }
}
