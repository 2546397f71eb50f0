import { createHash } from 'node:crypto';
import { prepareSigner, signedAttributes, signedData } from '#cms';
import { encodeBase64, latin1ToString, toLatin1 } from '#mime';
import { readMessage } from '#pec';
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
  const { index, signed } = await readMessage(bytes);
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

const DATICERT = /(filename="daticert\.xml"\r\n\r\n)([A-Za-z0-9+/=\r\n]+?)(\r\n--)/;

/** For `edit`: changes the certification data. */
export function inDaticert(change: (xml: string) => string): (signed: string) => string {
  return (signed) => {
    if (!DATICERT.test(signed)) throw new Error('there is no daticert.xml to change');
    return signed.replace(DATICERT, (_, head: string, body: string, tail: string) => {
      const xml = change(Buffer.from(body, 'base64').toString('utf8'));
      return head + encodeBase64(new TextEncoder().encode(xml)).trimEnd() + tail;
    });
  };
}
