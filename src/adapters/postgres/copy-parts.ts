import type pg from 'pg';

/** "PGCOPY", flags and an extension of no octets: how the binary format begins. */
const HEADER = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex');
const TRAILER = Buffer.from('ffff', 'hex');

/** A part is closed when the next row would not fit; a row that is longer is a part by itself. */
const PART_BYTES = 2 * 1024 * 1024;

/** Some rows of a table as a whole file of PostgreSQL's binary COPY format: `\copy TABLE FROM FILE WITH (FORMAT binary)` reads it. */
export interface CopiedPart {
  readonly bytes: Buffer;
  readonly rows: number;
}

/**
 * The rows of a query in parts, one after another: `take` is waited for, and the server meanwhile waits with what is to come. Rejects with
 * what `take` rejected with; the connection is then of no more use.
 */
export function copyParts(client: pg.Client, select: string, take: (part: CopiedPart) => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => client.query(new PartedCopy(select, take, resolve, reject)));
}

type Taker = (part: CopiedPart) => Promise<void>;

class PartedCopy implements pg.Submittable {
  readonly #select: string;
  readonly #take: Taker;
  readonly #resolve: () => void;
  readonly #reject: (fault: unknown) => void;
  #connection: pg.Connection | undefined;
  #part = openPart(PART_BYTES);
  #atHeader = true;
  #taken: Promise<void> = Promise.resolve();
  #waiting = 0;
  #fault: unknown;

  constructor(select: string, take: Taker, resolve: () => void, reject: (fault: unknown) => void) {
    this.#select = select;
    this.#take = take;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  submit(connection: pg.Connection): void {
    this.#connection = connection;
    connection.query(`COPY (${this.#select}) TO STDOUT (FORMAT binary)`);
  }

  /** The server sends each row in a message of its own; the header comes with the first, the trailer is the last. */
  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    const row = this.#atHeader ? chunk.subarray(HEADER.length) : chunk;
    this.#atHeader = false;
    if (this.#fault !== undefined || row.length < 2 || row.readInt16BE(0) < 0) return;
    if (this.#part.length + row.length > this.#part.bytes.length - TRAILER.length) {
      this.#handOver();
      this.#part = openPart(Math.max(PART_BYTES, HEADER.length + row.length + TRAILER.length));
    }
    row.copy(this.#part.bytes, this.#part.length);
    this.#part.length += row.length;
    this.#part.rows++;
  }

  #handOver(): void {
    const { bytes, length, rows } = this.#part;
    if (rows === 0) return;
    TRAILER.copy(bytes, length);
    const part = { bytes: bytes.subarray(0, length + TRAILER.length), rows };
    const { stream } = this.#connection!;
    if (this.#waiting++ === 0) stream.pause();
    this.#taken = this.#taken
      .then(() => this.#take(part))
      .then(
        () => void (--this.#waiting === 0 && stream.resume()),
        (fault: unknown) => {
          this.#fault ??= fault;
          // Nobody wants the rest.
          stream.destroy();
          this.#reject(this.#fault);
        },
      );
  }

  handleReadyForQuery(): void {
    if (this.#fault === undefined) this.#handOver();
    void this.#taken.then(() => (this.#fault === undefined ? this.#resolve() : this.#reject(this.#fault)));
  }

  handleError(fault: unknown): void {
    this.#reject(this.#fault ?? fault);
  }

  handleCommandComplete(): void {}
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handlePortalSuspended(): void {}
  handleEmptyQuery(): void {}
  handleCopyInResponse(): void {}
}

function openPart(size: number): { readonly bytes: Buffer; length: number; rows: number } {
  const bytes = Buffer.allocUnsafeSlow(size);
  HEADER.copy(bytes);
  return { bytes, length: HEADER.length, rows: 0 };
}

/** Puts a part into a table; answers its rows. */
export function copyPartIn(client: pg.Client, into: string, part: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => client.query(new CopyIn(into, part, resolve, reject)));
}

/** What the driver's type definitions leave out. */
interface CopyingConnection extends pg.Connection {
  sendCopyFromChunk(chunk: Uint8Array): void;
  endCopyFrom(): void;
}

class CopyIn implements pg.Submittable {
  readonly #into: string;
  readonly #part: Uint8Array;
  readonly #resolve: (rows: number) => void;
  readonly #reject: (fault: unknown) => void;
  #rows = 0;

  constructor(into: string, part: Uint8Array, resolve: (rows: number) => void, reject: (fault: unknown) => void) {
    this.#into = into;
    this.#part = part;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  submit(connection: pg.Connection): void {
    connection.query(`COPY ${this.#into} FROM STDIN (FORMAT binary)`);
  }

  handleCopyInResponse(connection: pg.Connection): void {
    const copying = connection as CopyingConnection;
    copying.sendCopyFromChunk(this.#part);
    copying.endCopyFrom();
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.#rows = Number(text.split(' ')[1]);
  }

  handleReadyForQuery(): void {
    this.#resolve(this.#rows);
  }

  handleError(fault: unknown): void {
    this.#reject(fault);
  }

  handleCopyData(): void {}
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handlePortalSuspended(): void {}
  handleEmptyQuery(): void {}
}
