import { createHash } from 'node:crypto';
import { prepareSigner, signedAttributes, signedData } from '#cms';
import { encodeBase64, latin1ToString, toLatin1 } from '#mime';
import { readMessageBytes } from '#pec';
import { testSigner } from '#testing';

export interface Forgery {
  /** Changes the text that is signed, latin1. */
  readonly edit?: (signed: string) => string;
  /** Changes the outer header section, latin1. */
  readonly header?: (header: string) => string;
  /** Whose key and certificate sign anew; left out: the signature stays as it was. */
  readonly signedBy?: { readonly keys: string; readonly certificate: Uint8Array };
  readonly at?: number;
}

/** A PEC message changed by somebody who may also hold a key: header, signed content and signature, each as told. */
export async function forge(bytes: Uint8Array, { edit, header, signedBy, at = 0 }: Forgery): Promise<Uint8Array> {
  const { index, signed } = await readMessageBytes(bytes);
  const [, signature] = index.root.children;
  if (signed === undefined || signature === undefined) throw new Error('only a signed message can be forged');
  const text = latin1ToString(bytes);
  const { start, end } = signed.content;
  const head = header?.(text.slice(0, index.root.bodyStart)) ?? text.slice(0, index.root.bodyStart);
  const content = edit?.(text.slice(start, end)) ?? text.slice(start, end);
  let value = text.slice(signature.bodyStart, signature.end);
  if (signedBy !== undefined) {
    const signer = await testSigner(signedBy.keys, signedBy.certificate);
    const digest = new Uint8Array(createHash('sha256').update(toLatin1(content)).digest());
    const attributes = signedAttributes(digest, at);
    const der = signedData(prepareSigner(signer.certificate, []), attributes, await signer.sign(attributes));
    value = encodeBase64(der).trimEnd();
  }
  const between = text.slice(end, signature.bodyStart);
  return toLatin1(
    head + text.slice(index.root.bodyStart, start) + content + between + value + text.slice(signature.end),
  );
}

/** The text of a named part (7bit or quoted-printable as it stands) changed inside the signed text. */
export function inDaticert(change: (xml: string) => string): (signed: string) => string {
  return (signed) => {
    const from = signed.search(/Content-(Type|Disposition)[^\r\n]*(\r\n[ \t][^\r\n]*)*daticert\.xml/i);
    const start = signed.indexOf('\r\n\r\n', from) + 4;
    const end = signed.indexOf('\r\n--', start);
    const header = signed.slice(from - 200 < 0 ? 0 : from - 200, start);
    const body = signed.slice(start, end);
    if (!/base64/i.test(header.slice(header.lastIndexOf('\r\n--'))))
      return signed.slice(0, start) + change(body) + signed.slice(end);
    const xml = Buffer.from(body, 'base64').toString('utf8');
    return signed.slice(0, start) + encodeBase64(new TextEncoder().encode(change(xml))).trimEnd() + signed.slice(end);
  };
}
