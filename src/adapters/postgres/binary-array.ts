/**
 * PostgreSQL arrays in their binary wire form (`array_send`), one parameter for a whole column of a group: nothing is escaped,
 * nothing parsed, and literals of messages are copied once.
 */
export type ColumnType = 'int4' | 'int8' | 'float8' | 'text' | 'bytea';
/** Octets may come in pieces, which become one cell. */
export type Cell = number | string | Uint8Array | readonly Uint8Array[] | null;

const OIDS: Readonly<Record<ColumnType, number>> = { int4: 23, int8: 20, float8: 701, text: 25, bytea: 17 };
const HEADER = 20;

export function binaryArray(type: ColumnType, cells: readonly Cell[]): Buffer {
  if (cells.length === 0) return emptyArray(type);
  const sizes = cells.map((cell) => cellSize(type, cell));
  let total = HEADER + 4 * cells.length;
  for (const size of sizes) total += Math.max(size, 0);
  const buffer = Buffer.allocUnsafe(total);
  buffer.writeInt32BE(1, 0);
  buffer.writeInt32BE(sizes.includes(-1) ? 1 : 0, 4);
  buffer.writeInt32BE(OIDS[type], 8);
  buffer.writeInt32BE(cells.length, 12);
  buffer.writeInt32BE(1, 16);
  let at = HEADER;
  for (let i = 0; i < cells.length; i++) {
    const size = sizes[i]!;
    buffer.writeInt32BE(size, at);
    at += 4;
    if (size < 0) continue;
    writeCell(buffer, at, type, cells[i]!);
    at += size;
  }
  return buffer;
}

function emptyArray(type: ColumnType): Buffer {
  const buffer = Buffer.alloc(12);
  buffer.writeInt32BE(OIDS[type], 8);
  return buffer;
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
