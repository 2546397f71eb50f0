import { equalBytes } from '#cms';
import { decodeTransfer, isIdentityEncoding } from '#mime';
import { broken, type DossierLink, notJudged, ok } from './dossier-links.ts';
import type { ByteSource } from './dossier-source.ts';
import type { JudgedMessage } from './judge-message.ts';

/** An original that is not kept as it is must be decoded at once to be compared. */
const MAX_DECODED_OCTETS = 256 * 1_048_576;
/** These enclose the original whole; the brief receipt holds digests of its parts (RFC 6109 3.3.2.2). */
const WHOLE: readonly string[] = ['M4', 'M11'];

/** The original is, octet by octet, what the envelope encloses, and the complete receipts with it. */
export async function judgeOriginal(
  original: { readonly name: string; readonly source: ByteSource } | undefined,
  messages: readonly JudgedMessage[],
): Promise<readonly DossierLink[]> {
  if (original === undefined) return [notJudged('original', '', 'non è nel fascicolo', 'is not in the dossier')];
  const { name, source } = original;
  const digest = await source.digest('sha256', 0, source.size);
  const links: DossierLink[] = [];
  let compared = 0;
  for (const judged of messages) {
    if (!WHOLE.includes(judged.message.number) || judged.message.original === undefined) continue;
    compared++;
    const enclosed = await enclosedDigest(judged);
    if (enclosed === undefined)
      links.push(notJudged('original', judged.name, 'è troppo grande', 'is too large to be decoded'));
    else if (!equalBytes(enclosed, digest)) {
      const it = `contiene un originale diverso da ${name}`;
      links.push(broken('original', judged.name, it, `encloses another original than ${name}`));
    }
  }
  if (links.length > 0) return links;
  if (compared === 0)
    return [notJudged('original', name, 'nessun messaggio lo contiene', 'no message encloses it: it may be any')];
  return [ok('original', name, 'è quello contenuto nella busta', 'is the one that the envelope encloses')];
}

async function enclosedDigest({ source, message }: JudgedMessage): Promise<Uint8Array | undefined> {
  const { start, end, encoding } = message.original!;
  if (isIdentityEncoding(encoding)) return source.digest('sha256', start, end);
  if (end - start > MAX_DECODED_OCTETS) return undefined;
  const octets = decodeTransfer(await source.read(start, end), encoding);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(octets)));
}
