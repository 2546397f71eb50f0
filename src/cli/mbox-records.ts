const LF = 0x0a;
const CR = 0x0d;
/** Of a line no more is looked at. */
const MAX_LINE_OCTETS = 1_000;

/** Where a message stands in an mbox: from its first octet to one past its last, the empty line behind it left out. */
export interface MboxRecord {
  readonly start: number;
  readonly end: number;
  /** Of the parting line, where it is one of asctime's (RFC 4155, appendix A); UTC. */
  readonly date?: number;
}

/**
 * The records of an mbox, by one look over its octets. A parting line begins with `From ` at the beginning of the file or after an empty
 * line; so a line of a message that some writer forgot to quote is not always taken for one.
 */
export async function* findRecords(octets: AsyncIterable<Buffer>): AsyncGenerator<MboxRecord> {
  let begun: Omit<MboxRecord, 'end'> | undefined;
  /** Where a record would end, if a parting line came now. */
  let endsAt: number | undefined = 0;
  let lineAt = 0;
  let line: Buffer = Buffer.alloc(0);
  let at = 0;
  for await (const piece of octets) {
    let from = 0;
    for (let end = piece.indexOf(LF); end >= 0; end = piece.indexOf(LF, from)) {
      const rest = piece.subarray(from, end);
      line = line.length === 0 ? rest : Buffer.concat([line, rest]);
      from = end + 1;
      if (endsAt !== undefined && isParting(line)) {
        if (begun) yield { ...begun, end: endsAt };
        begun = { start: at + from, ...dateOf(line) };
        endsAt = undefined;
      } else endsAt = isEmpty(line) ? lineAt : undefined;
      lineAt = at + from;
      line = Buffer.alloc(0);
    }
    if (line.length < MAX_LINE_OCTETS) line = Buffer.concat([line, piece.subarray(from)]).subarray(0, MAX_LINE_OCTETS);
    at += piece.length;
  }
  if (begun) yield { ...begun, end: line.length === 0 && endsAt !== undefined ? endsAt : at };
}

function isParting(line: Buffer): boolean {
  return line.length > 4 && line.toString('latin1', 0, 5) === 'From ';
}

function isEmpty(line: Buffer): boolean {
  return line.length === 0 || (line.length === 1 && line[0] === CR);
}

function dateOf(line: Buffer): { readonly date?: number } {
  const text = line.toString('latin1', 0, MAX_LINE_OCTETS);
  const found = / \w{3} (\w{3}) ([ \d]\d) (\d\d:\d\d(?::\d\d)?) (?:[A-Z]+ )?(\d{4})\s*$/.exec(text);
  if (found === null) return {};
  const [, month, day, time, year] = found;
  const date = Date.parse(`${day!.trim()} ${month} ${year} ${time} UTC`);
  return Number.isNaN(date) ? {} : { date };
}
