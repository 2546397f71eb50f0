import { timestampResponse } from '#cms';
import {
  bytesContent,
  type Content,
  type ExtractDocument,
  type FileRole,
  logRecordText,
  writeExtract,
} from '#evidence';
import { isoLegalTime } from '#pec';
import { type Asker, type DisclosurePorts, nameOf, type ProvenRecords } from './disclosure.ts';

/** A file of an archive before it is weighed. */
export interface DossierPart {
  readonly name: string;
  readonly role: FileRole;
  readonly content: Content;
  readonly at?: string;
  readonly of?: string;
  /** What the store says its SHA-256 is, lower-case hex. */
  readonly expected?: string;
}

const FOLDER = 'registro';

export function bytesPart(
  name: string,
  role: FileRole,
  bytes: Uint8Array,
  more: Partial<DossierPart> = {},
): DossierPart {
  return { name, role, content: bytesContent(bytes), ...more };
}

export interface ExtractOrder {
  readonly asker: Asker;
  readonly query: Readonly<Record<string, string>>;
  readonly cut: boolean;
}

/** The extract with its heads, their time-stamps and the witnesses' signatures, each a file that `openssl` reads. */
export function extractParts(
  proven: ProvenRecords,
  { asker, query, cut }: ExtractOrder,
  { issuer, legalTime }: Pick<DisclosurePorts, 'issuer' | 'legalTime'>,
): readonly DossierPart[] {
  const extract: ExtractDocument = {
    extract: 1,
    provider: issuer.name,
    domain: issuer.domain,
    made: isoLegalTime(legalTime.now()),
    askedBy: nameOf(asker),
    query,
    ...(cut && { cut }),
    days: proven.days.map(({ head, records }) => ({
      day: head.day,
      head: headName(head),
      size: head.size,
      records: records.map(({ index, salt, record, path }) => ({ index, salt, record, path })),
    })),
    unproven: proven.unproven.map(logRecordText),
  };
  return [bytesPart(`${FOLDER}/estratto.json`, 'extract', writeExtract(extract)), ...proven.days.flatMap(headParts)];
}

function headName({ day, size }: { readonly day: string; readonly size: number }): string {
  return `${FOLDER}/${day}-${size}.p7m`;
}

function headParts({ head }: ProvenRecords['days'][number]): readonly DossierPart[] {
  const name = headName(head);
  const { p7m, timestamp, witnesses } = head;
  const stamp = timestamp && bytesPart(`${name}.tsr`, 'head-timestamp', timestampResponse(timestamp), { of: name });
  return [
    bytesPart(name, 'head', p7m),
    ...(stamp ? [stamp] : []),
    ...witnesses.map(({ domain, p7s }) => bytesPart(`${name}.${domain}.p7s`, 'witness', p7s, { of: name })),
  ];
}
