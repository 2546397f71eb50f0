import type pg from 'pg';

/** One query of several sent together, and who takes its rows, one after another. */
export interface CopyPart {
  /** A SELECT with its values written in: COPY knows no parameters. */
  readonly sql: string;
  take(row: BinaryRow): void;
}

/**
 * Rows as PostgreSQL sends them by COPY in binary: numbers and octets are neither written as text nor read back, which the driver
 * would do otherwise, at twice the time. All parts see one snapshot, and come in one round trip.
 */
export async function copyOut(pool: pg.Pool, parts: readonly CopyPart[]): Promise<void> {
  const client = await pool.connect();
  try {
    await new Promise<void>((resolve, reject) => client.query(new CopyOut(parts, resolve, reject)));
    client.release();
  } catch (error) {
    // It may stand in a transaction that failed.
    client.release(true);
    throw error;
  }
}

function statement(parts: readonly CopyPart[]): string {
  const copies = parts.map(({ sql }) => `COPY (${sql}) TO STDOUT (FORMAT binary)`);
  if (copies.length === 1) return copies[0]!;
  return ['BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', ...copies, 'COMMIT'].join('; ');
}

/** "PGCOPY", flags and the length of an extension, which is none. */
const HEADER = 19;

/** What the driver calls a submittable: it is told of the server's messages as they come. */
class CopyOut implements pg.Submittable {
  readonly #parts: readonly CopyPart[];
  readonly #resolve: () => void;
  readonly #reject: (error: unknown) => void;
  readonly #row = new BinaryRow();
  #part = 0;
  #atHeader = true;
  #fault: unknown;

  constructor(parts: readonly CopyPart[], resolve: () => void, reject: (error: unknown) => void) {
    this.#parts = parts;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  submit(connection: pg.Connection): void {
    connection.query(statement(this.#parts));
  }

  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    let at = 0;
    if (this.#atHeader) {
      at = HEADER;
      this.#atHeader = false;
    }
    // A fault of ours must not end the driver in the middle of a message.
    if (chunk.length < at + 2 || this.#fault || !this.#row.begin(chunk, at)) return;
    try {
      this.#parts[this.#part]!.take(this.#row);
    } catch (error) {
      this.#fault = error;
    }
  }

  /** Of BEGIN, of each COPY, of COMMIT. */
  handleCommandComplete({ text }: { readonly text: string }): void {
    if (!text.startsWith('COPY')) return;
    this.#part++;
    this.#atHeader = true;
  }

  handleReadyForQuery(): void {
    if (this.#fault) this.#reject(this.#fault);
    else this.#resolve();
  }

  handleError(error: unknown): void {
    this.#reject(error);
  }

  handleRowDescription(): void {}
  handleDataRow(): void {}
  handlePortalSuspended(): void {}
  handleEmptyQuery(): void {}
  handleCopyInResponse(): void {}
}

/** A row read field by field, in order. What it gives out lasts; the row itself does not. */
export class BinaryRow {
  #chunk: Buffer = Buffer.alloc(0);
  #at = 0;

  /** False at the trailer. */
  begin(chunk: Buffer, at: number): boolean {
    this.#chunk = chunk;
    this.#at = at + 2;
    return chunk.readInt16BE(at) >= 0;
  }

  #field(): number {
    const length = this.#chunk.readInt32BE(this.#at);
    this.#at += 4;
    return length;
  }

  int8(): number {
    this.#at += 12;
    return this.#chunk.readInt32BE(this.#at - 8) * 0x1_0000_0000 + this.#chunk.readUInt32BE(this.#at - 4);
  }

  bool(): boolean {
    this.#at += 5;
    return this.#chunk[this.#at - 1] === 1;
  }

  textOrNull(): string | null {
    const length = this.#field();
    if (length < 0) return null;
    this.#at += length;
    return this.#chunk.toString('utf8', this.#at - length, this.#at);
  }

  text(): string {
    return this.textOrNull() ?? '';
  }

  bytes(): Buffer {
    const length = Math.max(0, this.#field());
    this.#at += length;
    return Buffer.from(this.#chunk.subarray(this.#at - length, this.#at));
  }

  hex(): string {
    const length = this.#field();
    this.#at += length;
    return this.#chunk.toString('hex', this.#at - length, this.#at);
  }
}
