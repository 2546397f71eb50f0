import { CmsFault, type CmsSignature, type CmsSigner, openP7m, readCertificate, signCades } from '#cms';
import { EvidenceFault } from './fault.ts';
import { type LogHead, readLogHead, writeLogHead } from './log-head.ts';

/** A head with the signature around it. */
export interface SignedHead {
  readonly head: LogHead;
  /** CMS with its content: what is published, time-stamped and countersigned. */
  readonly p7m: Uint8Array;
  readonly cms: CmsSignature;
}

/** A head and a chain of certificates have some kilobytes. */
export const MAX_P7M_OCTETS = 65_536;

/** The head as CAdES with its content inside (docs/sealed-log.md), DER. `signer` is the provider's. */
export function signHead(head: LogHead, signer: CmsSigner): Promise<Uint8Array> {
  return signCades(signer, { content: writeLogHead(head) }, { signingTime: head.at });
}

/**
 * Takes the head out of its CMS when the signature holds and the certificate names the head's own domain. Who issued that certificate the
 * caller judges. Throws EvidenceFault with what is wrong.
 */
export async function readSignedHead(p7m: Uint8Array): Promise<SignedHead> {
  if (p7m.length > MAX_P7M_OCTETS) throw new EvidenceFault(`head: its CMS is larger than ${MAX_P7M_OCTETS} octets`);
  const { content, cms } = await opened(p7m);
  const head = readLogHead(content);
  const { emailAddresses } = await readCertificate(cms.signerCertificate!);
  if (!emailAddresses.some((address) => address.toLowerCase().endsWith(`@${head.domain}`)))
    throw new EvidenceFault(
      `head: it says it is of ${head.domain}, its certificate is of ${emailAddresses.join(', ')}`,
    );
  return { head, p7m, cms };
}

async function opened(p7m: Uint8Array) {
  try {
    return await openP7m(p7m);
  } catch (fault) {
    if (fault instanceof CmsFault) throw new EvidenceFault(`head: ${fault.message}`);
    throw fault;
  }
}
