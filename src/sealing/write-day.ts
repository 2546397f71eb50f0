import { signCades } from '#cms';
import { type DayOpening, DayWriter, dayFile, fromHex, type LogHead, signHead } from '#evidence';
import { type ClosedDay, sealedNames } from '#message-log';
import { concat, hex } from '#mime';
import type { Instant } from '#pec';
import { agreeing, type Stated } from './agreeing.ts';
import { logPages } from './log-pages.ts';
import { Pipe } from './pipe.ts';
import { saltsOf } from './salts.ts';
import { cmsSigner, type SealingPorts, sha256Of } from './sealing-ports.ts';

/** A day that is to be closed. */
export interface DayToClose {
  readonly opening: DayOpening;
  readonly secret: string;
  readonly after: number;
  readonly cut: number;
  readonly closed: Instant;
  /** What was stated of its tree while it was open. */
  readonly heads: readonly Stated[];
  /** What was stated and cannot be read any more. */
  readonly doubt?: string;
}

export interface WrittenDay {
  readonly facts: ClosedDay;
  readonly head: { readonly name: string; readonly p7m: Uint8Array };
  /** Resolves when its files are on the disk: days without much in them are written beside each other. */
  readonly durable: Promise<unknown>;
}

/** A day with fewer records is made in memory. */
const SMALL_DAY = 1_000;

/** Writes and signs the files of a day (spec 15.3; docs/sealed-log.md). The same day gives the same octets, whoever writes it again. */
export async function writeDay(day: DayToClose, ports: SealingPorts): Promise<WrittenDay> {
  const { opening, after, cut, closed } = day;
  const sha256 = sha256Of(ports);
  const writer = new DayWriter(opening, { sha256, saltOf: saltsOf(fromHex(day.secret)!, sha256) });
  const agreement = agreeing(day.heads, writer.tally);
  const fresh: Uint8Array[] = [];
  const lines = dayFile(
    writer,
    agreement.check(logPages(ports.store, after, cut)),
    () => closed,
    (commitments) => fresh.push(commitments),
  );
  const written = await (cut - after <= SMALL_DAY ? writeAtOnce : writeFlowing)(opening.day, lines, fresh, ports);
  const root = hex(writer.tally.root());
  const { provider, domain, previous } = opening;
  const { size } = writer.tally;
  const head: LogHead = { provider, domain, day: opening.day, size, root, at: closed, final: true, previous };
  const signature = await signCades(
    cmsSigner(ports, 'log-day'),
    { sha256: fromHex(written.sha256)! },
    { signingTime: closed },
  );
  const p7m = await signHead(head, cmsSigner(ports, 'log-head'));
  const contradiction = agreement.contradiction() ?? day.doubt;
  const durable = Promise.all([written.durable, ports.files.write(sealedNames.signature(opening.day), signature)]);
  // Whoever waits for it hears of a fault; until then it must not end the process.
  durable.catch(() => {});
  return {
    facts: {
      day: opening.day,
      size,
      root,
      sha256: written.sha256,
      octets: written.octets,
      after,
      lastSeq: cut,
      closed,
      ...(contradiction !== undefined && { contradiction }),
    },
    head: { name: sealedNames.finalHead(opening.day, size), p7m },
    durable,
  };
}

interface WrittenLog {
  readonly sha256: string;
  readonly octets: number;
  readonly durable: Promise<unknown>;
}

type WriteLog = (
  day: string,
  lines: AsyncIterable<Uint8Array>,
  fresh: Uint8Array[],
  ports: SealingPorts,
) => Promise<WrittenLog>;

const writeAtOnce: WriteLog = async (day, lines, fresh, ports) => {
  const pieces: Uint8Array[] = [];
  for await (const piece of lines) pieces.push(piece);
  const octets = concat(pieces);
  const durable = Promise.all([
    ports.files.write(sealedNames.log(day), octets),
    ports.files.write(sealedNames.leaves(day), concat(fresh)),
  ]);
  durable.catch(() => {});
  return { sha256: hex(sha256Of(ports)(octets)), octets: octets.length, durable };
};

/** Two files from one flow of records, in step with the slower of them. What breaks one breaks the other. */
const writeFlowing: WriteLog = async (day, lines, fresh, { files }) => {
  const leaves = new Pipe();
  async function* branching() {
    for await (const piece of lines) {
      if (fresh.length > 0) await leaves.push(concat(fresh.splice(0)));
      yield piece;
    }
    leaves.end();
  }
  const written = files.write(sealedNames.log(day), branching());
  written.catch((fault: unknown) => leaves.end(fault));
  const [log] = await Promise.all([written, files.write(sealedNames.leaves(day), leaves)]);
  return { sha256: log.sha256, octets: log.size, durable: Promise.resolve() };
};
