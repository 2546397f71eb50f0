import { type Day, fromHex, HASH_OCTETS, logRecordText, MerkleTree, type PublishedHead, type Sha256 } from '#evidence';
import { hex } from '#mime';
import type { StoredLogRecord } from '#ports';
import type { ProvenRecords, SealedHead, SealedLog } from './disclosure.ts';

/** The day that is open, as the office that seals it knows it. */
export interface OpenDayPorts {
  /** The newest head of all. */
  newest(): Promise<PublishedHead | undefined>;
  /** Commitments of its leaves, 32 octets each, one after the other. */
  commitments(day: Day, start: number, end: number): Promise<Uint8Array>;
  /** Salts of that day; undefined when it was closed meanwhile. */
  salts(day: Day): Promise<((seq: number) => Uint8Array) | undefined>;
  witnessesOf(head: string): Promise<SealedHead['witnesses']>;
  readonly sha256: Sha256;
  /** Name of a head's document. */
  headName(day: Day, size: number): string;
}

/** Records of the open day, by the newest head that was signed in it; what came later is not proved yet. */
export function openDayLog(ports: OpenDayPorts): SealedLog {
  return {
    async prove(records) {
      const newest = await ports.newest();
      const saltOf = newest && !newest.head.final ? await ports.salts(newest.head.day) : undefined;
      if (newest === undefined || saltOf === undefined) return { days: [], unproven: records };
      return await proveBy(newest, saltOf, records, ports);
    },
  };
}

async function proveBy(
  { head, p7m, timestamp }: PublishedHead,
  saltOf: (seq: number) => Uint8Array,
  records: readonly StoredLogRecord[],
  ports: OpenDayPorts,
): Promise<ProvenRecords> {
  const { day, size } = head;
  const leaves = await ports.commitments(day, 0, size);
  const placeOf = new Map<string, number>();
  for (let at = 0; at < size; at++) placeOf.set(hex(leaves.subarray(at * HASH_OCTETS, (at + 1) * HASH_OCTETS)), at);
  const read = async (start: number, end: number) => leaves.subarray(start * HASH_OCTETS, end * HASH_OCTETS);
  const tree = await MerkleTree.build(read, size, ports.sha256);
  const proven = [];
  const unproven: StoredLogRecord[] = [];
  for (const record of records) {
    const text = logRecordText(record);
    const salt = hex(saltOf(record.seq));
    const index = placeOf.get(hex(commitment(salt, text, ports.sha256)));
    if (index === undefined) unproven.push(record);
    else proven.push({ seq: record.seq, index, salt, record: text, path: (await tree.inclusion(index)).map(hex) });
  }
  if (proven.length === 0) return { days: [], unproven };
  const witnesses = await ports.witnessesOf(ports.headName(day, size));
  const sealed: SealedHead = { day, size, final: false, p7m, witnesses, ...(timestamp && { timestamp }) };
  return { days: [{ head: sealed, records: proven }], unproven };
}

/** SHA-256 of salt and record (docs/sealed-log.md). */
export function commitment(salt: string, text: string, sha256: Sha256): Uint8Array {
  const octets = new TextEncoder().encode(text);
  const salted = new Uint8Array(salt.length / 2 + octets.length);
  salted.set(fromHex(salt)!);
  salted.set(octets, salt.length / 2);
  return sha256(salted);
}
