import { prepareSigner, signedAttributes, signedData } from '#cms';
import { hex, ropeLength } from '#mime';
import type { Instant, UnsignedMessage } from '#pec';
import type { Blobs, Digests, Random, Signer, StoredMessage } from '#ports';
import { digestRope } from './digest-rope.ts';
import { newId } from './identifiers.ts';

export interface SealPorts {
  readonly signer: Signer;
  readonly blobs: Blobs;
  readonly digests: Digests;
  readonly random: Random;
}

/** Signs a message and makes it whole. The only place where the provider's key is used on mail. */
export type Seal = (unsigned: UnsignedMessage, at: Instant) => Promise<StoredMessage>;

/** S/MIME detached signature, SHA-256, signer's certificate and intermediates included (RFC 6109 2.1; spec 5.8). */
export function openSeal({ signer, blobs, digests, random }: SealPorts): Seal {
  const prepared = prepareSigner(signer.certificate, signer.chain);
  return async (unsigned, at) => {
    const digest = await digestRope(unsigned.signedPart, digests.sha256(), blobs);
    const attributes = signedAttributes(digest, at);
    const signature = await signer.sign(attributes);
    const rope = unsigned.assemble(signedData(prepared, attributes, signature));
    const sha256 = hex(await digestRope(rope, digests.sha256(), blobs));
    return { id: newId(at, random), rope, size: ropeLength(rope), sha256 };
  };
}
