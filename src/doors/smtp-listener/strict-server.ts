import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { SMTPConnection, type SMTPConnectionOptions } from 'smtp-server/lib/smtp-connection.js';
import { readPath } from './read-path.ts';
import { replyLines } from './reply.ts';
import type { SmtpReply } from './types.ts';

const OWN_ENHANCED = /^[245]\.\d{1,3}\.\d{1,3} /;
const MAIL_PARAMETERS = new Set(['SIZE', 'BODY', 'AUTH']);

export interface StrictTimes {
  readonly commandMs: number;
  readonly dataMs: number;
}

/** The library's server with our stricter connection in it. */
export class StrictServer extends SMTPServer {
  readonly #times: StrictTimes;

  constructor(options: SMTPServerOptions, times: StrictTimes) {
    super(options);
    this.#times = times;
  }

  override connect(socket: Socket | TLSSocket, socketOptions?: SMTPConnectionOptions): void {
    const connection = new StrictConnection(this, socket, socketOptions ?? {}, this.#times);
    this.connections.add(connection);
    connection.on('error', (error) => this.emit('error', error));
    connection.init();
  }
}

/**
 * What the library leaves out or does otherwise: AUTH is not announced in clear (T01), replies carry the enhanced code the door
 * chose, addresses reach the door as written (the library drops source routes and decodes punycode), parameters that were not
 * announced are refused (RFC 5321 4.1.1.11), and a command or a DATA that never ends does end.
 */
export class StrictConnection extends SMTPConnection {
  readonly #times: StrictTimes;
  #deadline: NodeJS.Timeout | undefined;

  constructor(server: SMTPServer, socket: Socket | TLSSocket, options: SMTPConnectionOptions, times: StrictTimes) {
    super(server, socket, options);
    this.#times = times;
  }

  /** No command running and no message under way. */
  get idle(): boolean {
    return !this._handlerPending && !this._dataStream;
  }

  override init(): void {
    super.init();
    this.#await(this.#times.commandMs);
  }

  override _onClose(): void {
    clearTimeout(this.#deadline);
    super._onClose();
  }

  override _onCommand(command: Buffer, callback?: () => void): void {
    clearTimeout(this.#deadline);
    super._onCommand(command, () => {
      if (!this._closing) this.#await(this._dataStream ? this.#times.dataMs : this.#times.commandMs);
      callback?.();
    });
  }

  #await(ms: number): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => {
      // The client owes nothing while its message is being decided upon.
      const receiving = this._parser !== false && this._parser._dataMode;
      if (this._dataStream && !receiving) return;
      this.send(421, '4.4.2 too slow, closing the connection');
    }, ms).unref();
  }

  override send(code: number, data?: string | string[] | null, context?: string | false): void {
    if (Array.isArray(data)) {
      const lines = this.secure ? data : data.filter((line) => !line.startsWith('AUTH '));
      super.send(code, lines, context);
    } else if (data && OWN_ENHANCED.test(data)) {
      super.send(code, data.split('\n'), false);
    } else {
      super.send(code, data, context);
    }
  }

  override handler_MAIL(command: Buffer, callback: () => void): void {
    const path = readPath('MAIL FROM', command.toString('latin1'));
    if (path.ok) super.handler_MAIL(command, callback);
    else this.#refuse(path.reply, callback);
  }

  override handler_RCPT(command: Buffer, callback: () => void): void {
    const text = command.toString('latin1');
    const path = readPath('RCPT TO', text);
    const parameters = text.slice(text.indexOf('>') + 1).trim();
    if (!path.ok) this.#refuse(path.reply, callback);
    // None is offered: SIZE and BODY belong to MAIL.
    else if (parameters !== '') this.#refuse(unknownParameter(parameters), callback);
    else super.handler_RCPT(command, callback);
  }

  override _parseAddressCommand(name: string, command: Buffer | string) {
    const parsed = super._parseAddressCommand(name, command);
    const path = readPath(name === 'mail from' ? 'MAIL FROM' : 'RCPT TO', command.toString('latin1'));
    return parsed && path.ok ? { ...parsed, address: path.address } : false;
  }

  override _validateMailParams(parsed: Parameters<SMTPConnection['_validateMailParams']>[0]) {
    const unknown = Object.keys(parsed.args || {}).find((key) => !MAIL_PARAMETERS.has(key));
    if (unknown === undefined) return super._validateMailParams(parsed);
    const reply = unknownParameter(unknown);
    return { code: reply.code, message: replyLines(reply).join('\n'), enhancedCode: null };
  }

  #refuse(reply: SmtpReply, callback: () => void): void {
    this.send(reply.code, replyLines(reply).join('\n'));
    callback();
  }
}

function unknownParameter(name: string): SmtpReply {
  return { code: 555, enhanced: '5.5.4', text: `parameter not offered: ${name.slice(0, 60)}` };
}
