import { isoLegalTime } from '#pec';
import type { LogQuery } from '#ports';
import { type Asker, DisclosureFault, type DisclosurePorts } from './disclosure.ts';
import { extractPaper } from './extract-paper.ts';
import { recordAccess } from './log-access.ts';
import { maySee, refuseStranger } from './may-see.ts';
import { unsealed } from './missing-parts.ts';
import { readLog } from './read-log.ts';
import { readmeOf } from './readme.ts';
import { type SealedArchive, sealArchive } from './seal-archive.ts';
import { bytesPart, extractParts } from './sealed-parts.ts';

export interface ExtractOrder {
  readonly asker: Asker;
  readonly query: Pick<LogQuery, 'sender' | 'recipient' | 'from' | 'to' | 'msgid'> & {
    readonly identificativo?: string;
  };
}

/** Records in one extract. */
export const MAX_EXTRACTED = 50_000;

/**
 * A signed extract of the log (T140): the records that match and that who asks may see, each with its way into the signed head of its day.
 * Nobody else's record is in it. Throws DisclosureFault when there is none.
 */
export async function makeExtract({ asker, query }: ExtractOrder, ports: DisclosurePorts): Promise<SealedArchive> {
  await refuseStranger(asker, ports);
  const matching = await readLog(query, MAX_EXTRACTED, ports);
  const records = matching.filter((record) => maySee(asker, record));
  if (records.length === 0) throw new DisclosureFault('no record of the log matches, or none that may be given out');
  const asked = queryWords(query);
  const what = Object.entries(asked).map(([name, value]) => `${name}=${value}`);
  await recordAccess(asker, `estratto del registro: ${what.join(', ')}`, ports, query.identificativo);
  const proven = await ports.sealedLog.prove(records);
  const cut = matching.length === MAX_EXTRACTED;
  const parts = extractParts(proven, { asker, query: asked, cut }, ports);
  const paper = await ports.press.print(extractPaper({ asker, query: asked, records, proven, cut }, ports));
  const people = [
    bytesPart('LEGGIMI.txt', 'readme', readmeOf('extract', ports.issuer)),
    bytesPart('estratto.pdf', 'paper', paper),
  ];
  return await sealArchive({ kind: 'extract', asker, parts: [...people, ...parts], missing: unsealed(proven) }, ports);
}

function queryWords({ sender, recipient, from, to, identificativo, msgid }: ExtractOrder['query']) {
  const words = {
    mittente: sender,
    destinatario: recipient,
    dal: from === undefined ? undefined : isoLegalTime(from),
    al: to === undefined ? undefined : isoLegalTime(to),
    identificativo,
    msgid,
  };
  const given = Object.entries(words).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(given);
}
