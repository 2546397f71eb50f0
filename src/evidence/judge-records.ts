import { sameAddress } from '#mime';
import { type PecMessage, wire } from '#pec';
import { broken, type DossierLink, notJudged, ok } from './dossier-links.ts';
import type { JudgedMessage } from './judge-message.ts';
import type { LogEntry } from './log-record-text.ts';

const SECOND = 1_000;

/**
 * Each message of the dossier stands in the log as it is: identificativo, kind, recipient, instant, and its digest where the log tells
 * it. One link for each.
 */
export function judgeRecords(
  messages: readonly JudgedMessage[],
  digests: ReadonlyMap<string, string>,
  entries: readonly LogEntry[],
): readonly DossierLink[] {
  return messages.map(({ name, message }) => {
    const told = message.daticert?.ok ? message.daticert.value : undefined;
    if (told === undefined) return notJudged('log', name, 'non ha dati di certificazione', 'has no certification data');
    const about = entries.filter((entry) => isAbout(entry, told));
    if (about.length === 0)
      return broken('log', name, 'nel registro non ce n’è traccia', 'the log has no record of it');
    const same = about.filter((entry) => agrees(entry, message, digests.get(name)));
    if (same.length > 0) return ok('log', name, 'il registro dice le stesse cose', 'the log says the same');
    return broken('log', name, 'il registro dice altro', 'the log says otherwise');
  });
}

type Told = Extract<NonNullable<PecMessage['daticert']>, { ok: true }>['value'];

function isAbout(entry: LogEntry, told: Told): boolean {
  if (entry.identificativo !== told.identificativo || entry.tipo !== told.tipo) return false;
  if (told.consegna !== undefined) return entry.consegna !== undefined && sameAddress(entry.consegna, told.consegna);
  return (told.ricezione ?? []).every((address) => (entry.ricezione ?? []).some((one) => sameAddress(one, address)));
}

const { postaCertificata } = wire.TRASPORTO;

/** Issued here: also the instant and the Message-ID must be those of the log. Received: the log tells when it came. */
function agrees(entry: LogEntry, message: PecMessage, sha256: string | undefined): boolean {
  const { daticert } = message;
  const isIssued = entry.messageId !== undefined;
  if (isIssued && entry.messageId !== message.messageId && entry.tipo !== postaCertificata) return false;
  const told = daticert?.ok ? daticert.at : undefined;
  if (told !== undefined && isIssued && Math.abs(told - entry.instant) >= SECOND) return false;
  if (told !== undefined && !isIssued && entry.instant + SECOND < told) return false;
  return entry.sha256 === undefined || entry.sha256 === sha256;
}
