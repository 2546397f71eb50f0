import pg from 'pg';
import { type MeasuredArray, writeArray } from './binary-array.ts';
import type { GroupStatement } from './group-statement.ts';

const FIRST_OCTETS = 65_536;
/** A greater message gets memory of its own, which goes with it. */
const KEPT_OCTETS = 4 * 1_048_576;

/**
 * Memory in which one message to the server is written after the other: each when the last has been answered. Growing it anew for
 * every group, as the library does, allocates some hundred thousand octets an exchange.
 */
export class MessageRoom {
  #buffer = Buffer.allocUnsafeSlow(FIRST_OCTETS);

  take(octets: number): Buffer {
    if (octets > KEPT_OCTETS) return Buffer.allocUnsafeSlow(octets);
    if (octets > this.#buffer.length) this.#buffer = Buffer.allocUnsafeSlow(Math.min(octets * 2, KEPT_OCTETS));
    return this.#buffer.subarray(0, octets);
  }
}

/** What the library's connection offers a query that prepares itself. */
interface Wire {
  readonly stream: { write(octets: Buffer): boolean };
  readonly parsedStatements: Readonly<Record<string, string>>;
  readonly submittedNamedStatements: Record<string, string>;
  parse(statement: GroupStatement): void;
  describe(portal: { readonly type: 'P'; readonly name: string }): void;
  execute(portal: { readonly portal: string }): void;
  sync(): void;
}

/** One group's statement and its arrays; the answer's one row comes to the callback. */
export class GroupQuery extends pg.Query {
  readonly #statement: GroupStatement;
  readonly #bind: Buffer;

  /** Throws where a value cannot be written. The room is used until the answer. */
  constructor(statement: GroupStatement, values: readonly MeasuredArray[], room: MessageRoom) {
    super({ ...statement });
    this.#statement = statement;
    this.#bind = bindMessage(statement.name, values, room);
  }

  /** What the library's own does, but for how the values are written. */
  prepare(connection: Wire): void {
    const { name, text } = this.#statement;
    const isKnown = name in connection.parsedStatements || name in connection.submittedNamedStatements;
    if (!isKnown) {
      connection.parse(this.#statement);
      connection.submittedNamedStatements[name] = text;
    }
    connection.stream.write(this.#bind);
    connection.describe({ type: 'P', name: '' });
    connection.execute({ portal: '' });
    connection.sync();
  }
}

/** The message Bind (PostgreSQL's protocol, "Message Formats"): all parameters binary, all results text, the unnamed portal. */
export function bindMessage(statement: string, values: readonly MeasuredArray[], room: MessageRoom): Buffer {
  const name = Buffer.from(`\0${statement}\0`);
  const head = 1 + 4 + name.length + 2 + 2 + 2;
  let octets = head + 2 + 2;
  for (const value of values) octets += 4 + value.octets;
  const message = room.take(octets);
  message[0] = BIND;
  // The length counts itself, not the letter.
  message.writeInt32BE(octets - 1, 1);
  let at = 5 + name.copy(message, 5);
  at = message.writeInt16BE(1, at);
  at = message.writeInt16BE(BINARY, at);
  at = message.writeInt16BE(values.length, at);
  for (const value of values) {
    at = message.writeInt32BE(value.octets, at);
    writeArray(message, at, value);
    at += value.octets;
  }
  at = message.writeInt16BE(1, at);
  message.writeInt16BE(TEXT, at);
  return message;
}

const BIND = 0x42;
const TEXT = 0;
const BINARY = 1;
