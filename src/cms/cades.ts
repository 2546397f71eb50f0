import { attribute, attributesOf } from './attributes.ts';
import { type CmsSigner, composeSignedData, sha256 } from './compose-signed-data.ts';
import { sequence, setOf, tlv } from './der.ts';
import { CmsFault } from './fault.ts';
import { OID } from './oids.ts';
import type { CmsSignature } from './read-signed-data.ts';
import { digest } from './signature-algorithm.ts';
import { type Cursor, parseBer, parseDer } from './tlv.ts';

const MAX_TIMESTAMPS = 16;

/** What is signed: content that goes inside, or the SHA-256 of content of any size that stays outside. */
export type CadesContent = { readonly content: Uint8Array } | { readonly sha256: Uint8Array };

export interface CadesOptions {
  /** Milliseconds. */
  readonly signingTime: number;
  /** Asked for a TimeStampToken over the SHA-256 of the signature value: makes it CAdES-T. */
  stamp?(sha256: Uint8Array): Promise<Uint8Array>;
}

/**
 * A CAdES-BES signature, DER: CMS whose signed attributes bind the signer's certificate (RFC 5126 4.3.1, ETSI EN 319 122-1 level
 * B-B); with `stamp`, time-stamped (level B-T).
 */
export async function signCades(signer: CmsSigner, what: CadesContent, options: CadesOptions): Promise<Uint8Array> {
  const { signingTime, stamp } = options;
  const inside = 'content' in what ? { content: what.content } : {};
  const unsigned = async (signature: Uint8Array) =>
    stamp === undefined ? [] : [attribute(OID.signatureTimeStamp, await stamp(await digest('sha256', signature)))];
  return composeSignedData(signer, {
    contentType: OID.data,
    sha256: 'content' in what ? await sha256(what.content) : what.sha256,
    ...inside,
    signingTime,
    unsigned,
  });
}

/** The time-stamps over the signature value (RFC 5126 6.1.1), each the DER of a TimeStampToken. Throws CmsFault. */
export function signatureTimestamps({ signer }: CmsSignature): readonly Uint8Array[] {
  if (signer.unsignedAttributes === undefined) return [];
  const tokens: Uint8Array[] = [];
  const holder = parseBer(signer.unsignedAttributes, 'unsignedAttrs');
  for (const [type, values] of attributesOf(holder, 'unsignedAttrs')) {
    if (type !== OID.signatureTimeStamp) continue;
    for (const token of values.rest('signature-time-stamp')) tokens.push(token.raw);
    if (tokens.length > MAX_TIMESTAMPS) throw new CmsFault(`unsignedAttrs: more than ${MAX_TIMESTAMPS} time-stamps`);
  }
  return tokens;
}

/** Puts a time-stamp over the signature value into a signature that was made without; DER with one signer. Throws CmsFault. */
export function addSignatureTimestamp(cms: Uint8Array, token: Uint8Array): Uint8Array {
  const contentInfo = parseDer(cms, 'CMS').inside();
  const contentType = contentInfo.take(0x06, 'contentType').raw;
  const fields = rawElements(contentInfo.take(0xa0, 'content').inside().take(0x30, 'SignedData').inside());
  const signers = parseDer(fields.at(-1)!, 'signerInfos').inside();
  const signer = rawElements(signers.take(0x30, 'signerInfo').inside());
  signers.finish('signerInfos');
  const last = signer.at(-1)!;
  const before = last[0] === 0xa1 ? rawElements(parseDer(last, 'unsignedAttrs').inside()) : [];
  const kept = last[0] === 0xa1 ? signer.slice(0, -1) : signer;
  const unsigned = setOf([...before, attribute(OID.signatureTimeStamp, token)], 0xa1);
  const signerInfos = setOf([sequence(...kept, unsigned)]);
  return sequence(contentType, tlv(0xa0, sequence(...fields.slice(0, -1), signerInfos)));
}

function rawElements(cursor: Cursor): Uint8Array[] {
  return Array.from(cursor.rest('CMS'), (element) => element.raw);
}
