import { createHash, createPrivateKey, sign } from 'node:crypto';
import { prepareSigner, signedAttributes, signedData } from '#cms';
import type { MessageNumber, UnsignedMessage } from '#pec';
import { octets, theFourteen } from './fourteen.ts';
import { type Authority, opensslAuthority } from './tools.ts';

export interface SignedFourteen {
  readonly authority: Authority;
  /** When they were signed; the certificates count since before. */
  readonly at: number;
  readonly unsigned: ReadonlyMap<MessageNumber, UnsignedMessage>;
  readonly messages: ReadonlyMap<MessageNumber, Uint8Array>;
}

/** The fourteen messages, signed with a certificate that OpenSSL made. */
export async function signTheFourteen(): Promise<SignedFourteen> {
  const authority = opensslAuthority('posta-certificata@gestore-alfa.example', 'Gestore Alfa S.p.A.');
  const at = Date.now();
  const unsigned = await theFourteen(at);
  const messages = new Map(Array.from(unsigned, ([number, message]) => [number, signed(message, authority, at)]));
  return { authority, at, unsigned, messages };
}

function signed(message: UnsignedMessage, authority: Authority, at: number): Uint8Array {
  const digest = createHash('sha256').update(octets(message.signedPart)).digest();
  const attributes = signedAttributes(new Uint8Array(digest), at);
  const value = sign('sha256', attributes, createPrivateKey(authority.keyPem));
  const signer = prepareSigner(authority.certificateDer, []);
  return octets(message.assemble(signedData(signer, attributes, new Uint8Array(value))));
}
