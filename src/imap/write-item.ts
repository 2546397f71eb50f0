import type { MessageSummary } from '#mime';
import type { ImapBackend, ImapItem } from './backend.ts';
import type { ToldItem } from './fetch-plan.ts';
import type { WireMode } from './wire-mode.ts';
import { writeBodyStructure } from './write-body-structure.ts';
import { writeDateTime } from './write-date.ts';
import { writeEnvelope } from './write-envelope.ts';
import { writeText } from './write-string.ts';

/** An item that is known without looking at the message's octets, with its name (RFC 9051 7.5.2); flags are of the session. */
export function writeToldItem(
  kind: Exclude<ToldItem['kind'], 'FLAGS'>,
  item: ImapItem,
  summary: MessageSummary | undefined,
  mode: WireMode,
  utcOffset: ImapBackend['utcOffset'],
): string {
  switch (kind) {
    case 'UID':
      return `UID ${item.uid}`;
    case 'INTERNALDATE':
      return `INTERNALDATE ${writeDateTime(item.internalDate, utcOffset(item.internalDate))}`;
    case 'RFC822.SIZE':
      return `RFC822.SIZE ${item.size}`;
    case 'MODSEQ':
      return `MODSEQ (${item.modseq})`;
    case 'EMAILID':
      return `EMAILID (${item.emailId})`;
    case 'THREADID':
      return `THREADID ${item.threadId === undefined ? 'NIL' : `(${item.threadId})`}`;
    case 'SAVEDATE':
      return `SAVEDATE ${writeDateTime(item.savedAt, utcOffset(item.savedAt))}`;
    case 'ENVELOPE':
      return `ENVELOPE ${summary === undefined ? 'NIL' : writeEnvelope(summary.envelope, mode)}`;
    case 'BODY':
    case 'BODYSTRUCTURE':
      return `${kind} ${summary === undefined ? 'NIL' : writeBodyStructure(summary.structure, mode, kind !== 'BODY')}`;
    case 'PREVIEW':
      return `PREVIEW ${writeText(summary?.preview, mode)}`;
  }
}
