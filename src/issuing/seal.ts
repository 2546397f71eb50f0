import { type PreparedSigner, prepareSigner, signedAttributes, signedData } from '#cms';
import { hex, ropeLength } from '#mime';
import type { Instant, MessageNumber, UnsignedMessage } from '#pec';
import type { Blobs, CurrentSigner, Digests, Random, Signer, StoredMessage } from '#ports';
import { digestRope } from './digest-rope.ts';
import { newId } from './identifiers.ts';

export interface SealPorts {
  readonly currentSigner: CurrentSigner;
  readonly blobs: Blobs;
  readonly digests: Digests;
  readonly random: Random;
}

/** Signs a message and makes it whole. The only place where the provider's key is used on mail. */
export type Seal = (number: MessageNumber, unsigned: UnsignedMessage, at: Instant) => Promise<StoredMessage>;

/** S/MIME detached signature, SHA-256, signer's certificate and intermediates included (RFC 6109 2.1; spec 5.8). */
export function openSeal({ currentSigner, blobs, digests, random }: SealPorts): Seal {
  const prepared = new WeakMap<Signer, PreparedSigner>();
  return async (number, unsigned, at) => {
    const signer = currentSigner();
    const ready = prepared.get(signer) ?? prepareSigner(signer.certificate, signer.chain);
    prepared.set(signer, ready);
    const digest = await digestRope(unsigned.signedPart, digests.sha256(), blobs);
    const attributes = signedAttributes(digest, at);
    const signature = await signer.sign(attributes, number);
    const rope = unsigned.assemble(signedData(ready, attributes, signature));
    const sha256 = hex(await digestRope(rope, digests.sha256(), blobs));
    return { id: newId(at, random), rope, size: ropeLength(rope), sha256 };
  };
}
