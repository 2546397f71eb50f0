import { CmsFault, type CmsSigner, digest, readCertificate, readSignedData, signCades, verifySignature } from '#cms';
import { EvidenceFault } from './fault.ts';
import { MAX_P7M_OCTETS } from './signed-head.ts';

/** Who saw a head, and when it says it did. */
export interface Countersignature {
  /** Mail domain of the witness, from the address in its certificate. */
  readonly witness: string;
  /** DER. */
  readonly certificate: Uint8Array;
  /** DER of the other certificates inside. */
  readonly intermediates: readonly Uint8Array[];
  /** What the witness says; no proof of time. Milliseconds. */
  readonly signingTime?: number;
}

/** A witness signs what it saw: CAdES, detached, over the octets of the head's CMS (docs/sealed-log.md), DER. */
export async function countersignHead(p7m: Uint8Array, signer: CmsSigner, at: number): Promise<Uint8Array> {
  return signCades(signer, { sha256: await digest('sha256', p7m) }, { signingTime: at });
}

/** Throws EvidenceFault when the signature doesn't hold over these octets. Who issued the certificate the caller judges. */
export async function readCountersignature(p7s: Uint8Array, p7m: Uint8Array): Promise<Countersignature> {
  try {
    const cms = readSignedData(p7s, { maxBytes: MAX_P7M_OCTETS });
    // Two heads can be made that SHA-1 does not tell apart.
    if (cms.digestAlgorithm === 'sha1') throw new EvidenceFault('countersignature: made with SHA-1');
    const verdict = await verifySignature(cms, await digest(cms.digestAlgorithm, p7m));
    if (!verdict.valid) throw new EvidenceFault(`countersignature: ${verdict.reason}`);
    const { emailAddresses } = await readCertificate(cms.signerCertificate!);
    const witness = emailAddresses[0]?.toLowerCase().split('@').at(-1);
    if (witness === undefined) throw new EvidenceFault('countersignature: the certificate names no provider');
    const { signingTime, certificates: intermediates } = cms;
    return {
      witness,
      certificate: cms.signerCertificate!,
      intermediates,
      ...(signingTime !== undefined && { signingTime }),
    };
  } catch (fault) {
    if (fault instanceof CmsFault) throw new EvidenceFault(`countersignature: ${fault.message}`);
    throw fault;
  }
}
