/**
 * PostgreSQL arrays in their binary wire form (`array_send`), one parameter for a whole column of a group: nothing is escaped,
 * nothing parsed, and literals of messages are copied once.
 */
export type ColumnType = 'int4' | 'int8' | 'float8' | 'text' | 'bytea';
/** Octets may come in pieces, which become one cell. */
export type Cell = number | string | Uint8Array | readonly Uint8Array[] | null;

const OIDS: Readonly<Record<ColumnType, number>> = { int4: 23, int8: 20, float8: 701, text: 25, bytea: 17 };
const HEADER = 20;
/** No dimensions. */
const EMPTY = 12;

export function binaryArray(type: ColumnType, cells: readonly Cell[]): Buffer {
  const measured = measureArray(type, cells);
  const buffer = Buffer.allocUnsafe(measured.octets);
  writeArray(buffer, 0, measured);
  return buffer;
}

/** An array whose size is known, not yet written. */
export interface MeasuredArray {
  readonly type: ColumnType;
  readonly cells: readonly Cell[];
  /** Of each cell; -1 is NULL. */
  readonly sizes: readonly number[];
  readonly octets: number;
}

export function measureArray(type: ColumnType, cells: readonly Cell[]): MeasuredArray {
  const sizes = cells.map((cell) => cellSize(type, cell));
  let octets = cells.length === 0 ? EMPTY : HEADER + 4 * cells.length;
  for (const size of sizes) octets += Math.max(size, 0);
  return { type, cells, sizes, octets };
}

/** Writes it from `start` on; there must be room for its octets. */
export function writeArray(buffer: Buffer, start: number, { type, cells, sizes }: MeasuredArray): void {
  buffer.writeInt32BE(cells.length === 0 ? 0 : 1, start);
  buffer.writeInt32BE(sizes.includes(-1) ? 1 : 0, start + 4);
  buffer.writeInt32BE(OIDS[type], start + 8);
  if (cells.length === 0) return;
  buffer.writeInt32BE(cells.length, start + 12);
  buffer.writeInt32BE(1, start + 16);
  let at = start + HEADER;
  for (let i = 0; i < cells.length; i++) {
    const size = sizes[i]!;
    buffer.writeInt32BE(size, at);
    at += 4;
    if (size < 0) continue;
    writeCell(buffer, at, type, cells[i]!);
    at += size;
  }
}

/** Octets of the cell; -1 is NULL. */
function cellSize(type: ColumnType, cell: Cell): number {
  if (cell === null) return -1;
  if (type === 'int4') return 4;
  if (type === 'text') return Buffer.byteLength(cell as string);
  if (type === 'bytea') return octets(cell as Uint8Array | readonly Uint8Array[]);
  return 8;
}

function writeCell(buffer: Buffer, at: number, type: ColumnType, cell: Cell): void {
  if (type === 'text') buffer.write(cell as string, at);
  else if (type === 'bytea') writeOctets(buffer, at, cell as Uint8Array | readonly Uint8Array[]);
  else if (type === 'int4') buffer.writeInt32BE(cell as number, at);
  else if (type === 'float8') buffer.writeDoubleBE(cell as number, at);
  else writeInt8(buffer, at, cell as number);
}

function octets(cell: Uint8Array | readonly Uint8Array[]): number {
  if (cell instanceof Uint8Array) return cell.length;
  let total = 0;
  for (const piece of cell) total += piece.length;
  return total;
}

function writeOctets(buffer: Buffer, at: number, cell: Uint8Array | readonly Uint8Array[]): void {
  if (cell instanceof Uint8Array) {
    buffer.set(cell, at);
    return;
  }
  let from = at;
  for (const piece of cell) {
    buffer.set(piece, from);
    from += piece.length;
  }
}

/** Two halves instead of a BigInt: instants and sizes are safe integers. */
function writeInt8(buffer: Buffer, at: number, value: number): void {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a whole number that can be stored`);
  buffer.writeInt32BE(Math.floor(value / 0x1_0000_0000), at);
  buffer.writeUInt32BE(value >>> 0, at + 4);
}
