import { type Day, EvidenceFault, findRecords, HASH_OCTETS, MerkleTree, type Sha256, verifyDayFile } from '#evidence';
import { type ClosedDay, dayHolding, sealedNames } from '#message-log';
import { hex } from '#mime';
import type { Digests, LogFiles, Store, StoredLogRecord } from '#ports';
import { DisclosureFault, type ProvenRecords, type SealedDay, type SealedHead, type SealedLog } from './disclosure.ts';
import { commitment } from './prove-open-day.ts';

export interface SealedLogPorts {
  readonly store: Pick<Store, 'document'>;
  readonly files: Pick<LogFiles, 'read' | 'size'>;
  readonly digests: Pick<Digests, 'sha256'>;
  /** Signatures of witnesses over a head, by the name of its document. */
  witnessesOf(head: string): Promise<SealedHead['witnesses']>;
  /** Records of the day that is open, with the newest head that covers them; absent: they are not proved before it is closed. */
  readonly openDay?: SealedLog;
}

/** The sealed log out of the files of its closed days. */
export function openSealedLog(ports: SealedLogPorts): SealedLog {
  return {
    async prove(records) {
      const { closed, open } = await byDay(records, ports);
      const days: SealedDay[] = [];
      for (const { day, records: ofDay } of closed) days.push(await proveDay(day, ofDay, ports));
      const rest: ProvenRecords =
        open.length > 0 && ports.openDay ? await ports.openDay.prove(open) : { days: [], unproven: open };
      return { days: [...days, ...rest.days], unproven: rest.unproven };
    },
  };
}

interface RecordsOfDay {
  readonly day: ClosedDay;
  readonly records: StoredLogRecord[];
}

async function byDay(records: readonly StoredLogRecord[], { store }: SealedLogPorts) {
  const days = new Map<Day, RecordsOfDay>();
  const open: StoredLogRecord[] = [];
  for (const record of records) {
    const known = [...days.values()].find(({ day }) => record.seq > day.after && record.seq <= day.lastSeq);
    const day = known?.day ?? (await dayHolding(store, record));
    if (day === undefined) open.push(record);
    else if (known) known.records.push(record);
    else days.set(day.day, { day, records: [record] });
  }
  return { closed: [...days.values()].sort((a, b) => (a.day.day < b.day.day ? -1 : 1)), open };
}

async function proveDay(
  day: ClosedDay,
  records: readonly StoredLogRecord[],
  ports: SealedLogPorts,
): Promise<SealedDay> {
  const sha256 = sha256Of(ports);
  const found = await findRecords(ports.files.read(sealedNames.log(day.day)), new Set(records.map(({ seq }) => seq)));
  if (found.length !== records.length)
    throw new DisclosureFault(`the file of ${day.day} lacks records that the database has (run: ceralacca log verify)`);
  const leaves = await leavesOf(day, ports);
  const read = async (start: number, end: number) => leaves.subarray(start * HASH_OCTETS, end * HASH_OCTETS);
  const tree = await MerkleTree.build(read, day.size, sha256);
  if (hex(await tree.root()) !== day.root)
    throw new DisclosureFault(`the file of ${day.day} no longer makes the tree that its head states`);
  const proven = [];
  for (const { seq, index, salt, text } of found) {
    const leaf = leaves.subarray(index * HASH_OCTETS, (index + 1) * HASH_OCTETS);
    if (hex(commitment(salt, text, sha256)) !== hex(leaf))
      throw new DisclosureFault(`the file of ${day.day} was altered`);
    proven.push({ seq, index, salt, record: text, path: (await tree.inclusion(index)).map(hex) });
  }
  return { head: await headOf(day, ports), records: proven };
}

/** The commitments of the day, beside its file or made anew out of it. */
async function leavesOf(day: ClosedDay, ports: SealedLogPorts): Promise<Uint8Array> {
  const name = sealedNames.leaves(day.day);
  const leaves = new Uint8Array(day.size * HASH_OCTETS);
  let at = 0;
  const add = (piece: Uint8Array) => {
    if (at + piece.length > leaves.length) throw new EvidenceFault(`${name} is too long`);
    leaves.set(piece, at);
    at += piece.length;
  };
  if ((await ports.files.size(name)) === leaves.length) {
    for await (const piece of ports.files.read(name)) add(piece);
    return leaves;
  }
  const verdict = await verifyDayFile(ports.files.read(sealedNames.log(day.day)), {
    sha256: sha256Of(ports),
    onLeaf: add,
  });
  if (!verdict.ok)
    throw new DisclosureFault(`the file of ${day.day} is broken at line ${verdict.line}: ${verdict.fault}`);
  return leaves;
}

async function headOf({ day, size }: ClosedDay, { store, witnessesOf }: SealedLogPorts): Promise<SealedHead> {
  const name = sealedNames.finalHead(day, size);
  const [head, stamp] = [await store.document(name), await store.document(sealedNames.headStamp(name))];
  if (head === undefined) throw new DisclosureFault(`the signed head of ${day} is missing`);
  const witnesses = await witnessesOf(name);
  return { day, size, final: true, p7m: head.bytes, witnesses, ...(stamp && { timestamp: stamp.bytes }) };
}

function sha256Of({ digests }: Pick<SealedLogPorts, 'digests'>): Sha256 {
  return (octets) => {
    const hasher = digests.sha256();
    hasher.update(octets);
    return hasher.digest();
  };
}
