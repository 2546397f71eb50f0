import { type Instant, type PecMessage, verifyMessage } from '#pec';
import { type DossierLink, notJudged } from './dossier-links.ts';
import { allBytes, type ByteSource } from './dossier-source.ts';
import type { DossierTrust } from './dossier-trust.ts';
import { linksOfMessage } from './judge-message.ts';

/** A PEC message in a file, judged as a chain of links. */
export interface MessageFileVerdict {
  readonly outcome: 'holds' | 'broken' | 'undecided';
  readonly links: readonly DossierLink[];
  readonly message: PecMessage;
  /** DER of the signer's certificate. */
  readonly signer?: { readonly subject: string };
  /** The instant at which certificates were judged: the message's own. */
  readonly at?: Instant;
}

/** One array in a browser must hold it. */
export const MAX_MESSAGE_OCTETS = 512 * 1_048_576;

/** Judges a single message as it was saved from a mail program, at its own time (spec 14.2). Throws RangeError when it is too large. */
export async function verifyMessageFile(
  name: string,
  source: ByteSource,
  trust: DossierTrust,
): Promise<MessageFileVerdict> {
  const bytes = await allBytes(source, MAX_MESSAGE_OCTETS);
  const { roots, crls = [] } = trust;
  const verdict = await verifyMessage(bytes, { trust: roots, crls });
  const { message, lineEnds, sha1, signer, at } = verdict;
  const links = [...linksOfMessage({ name, source, message, verdict }, trust)];
  if (lineEnds === 'lf-made-crlf') {
    const it = 'le righe del file finivano con il solo LF: è stato giudicato con CRLF, come ha viaggiato';
    links.push(
      notJudged('message', name, it, 'the lines of the file ended in LF alone: judged with CRLF, as it travelled'),
    );
  }
  if (sha1)
    links.push(
      notJudged('message', name, 'SHA-1: non più sicuro contro i falsi', 'SHA-1: no longer safe against forgery'),
    );
  const broken = links.some(({ state }) => state === 'broken');
  const holds = !broken && links.some(({ kind, state }) => kind === 'message' && state === 'ok');
  return {
    outcome: broken ? 'broken' : holds ? 'holds' : 'undecided',
    links,
    message,
    ...(signer && { signer: { subject: signer.subject } }),
    ...(at !== undefined && { at }),
  };
}
