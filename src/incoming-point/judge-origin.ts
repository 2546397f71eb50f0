import { digestRope } from '#issuing';
import { hex, type Rope, sliceRope } from '#mime';
import {
  ANOMALY,
  judgeSignature,
  mustTryLater,
  type PecMessage,
  type ProviderRecord,
  QUEUE_LIFE_MS,
  type SignatureJudgement,
  signatureError,
} from '#pec';
import type { IncomingPointPorts } from './incoming.ts';

/** Where a message comes from, as far as its signature proves it (RFC 6109 2.2.2; spec 9.2, V1-V4). */
export type Origin =
  /** Signed by a provider of the index, certificate good. `binding` is what V4 found wrong, if anything, in Italian. */
  | {
      readonly kind: 'provider';
      readonly record: ProviderRecord;
      /** SHA-256 of the signed content, hex: two deliveries of one message agree in it, whatever Received fields they gained. */
      readonly contentSha256: string;
      readonly binding?: string;
      readonly sha1: boolean;
    }
  /** Everything else is ordinary mail; `error` is the concise text of the anomaly envelope (spec 9.5). */
  | { readonly kind: 'ordinary'; readonly error: string }
  /** No index, or no valid revocation list (spec 9.9): neither trusted nor called an anomaly. */
  | { readonly kind: 'unknown'; readonly reason: string };

export async function judgeOrigin(message: PecMessage, rope: Rope, ports: IncomingPointPorts): Promise<Origin> {
  const { signed } = message;
  if (signed === undefined) return { kind: 'ordinary', error: ANOMALY.ordinary };
  const index = ports.trust.index();
  if (index === undefined) return { kind: 'unknown', reason: 'indice dei gestori non disponibile' };
  const content = sliceRope(rope, signed.content.start, signed.content.end);
  const contentSha256 = digestRope(content, ports.digests.sha256(), ports.blobs);

  const judgement = await judge();
  if (mustTryLater(judgement)) return { kind: 'unknown', reason: 'lista di revoca non disponibile' };
  const error = signatureError(judgement);
  if (error !== undefined || judgement.record === undefined) return { kind: 'ordinary', error: plain(error) };
  const { record, sha1, bindingError: binding } = judgement;
  return {
    kind: 'provider',
    record,
    contentSha256: hex(await contentSha256),
    sha1,
    ...(binding !== undefined && { binding }),
  };

  /**
   * At reception time; a certificate that ended within the life of the queue may have signed while it was good (spec 9.9). Its
   * revocation is read from today's list all the same: one regular list after its end still names it (RFC 5280 3.3).
   */
  async function judge(): Promise<SignatureJudgement> {
    const now = ports.legalTime.now();
    const judgement = await judgeAt(now);
    const { chain, signer } = judgement;
    const inGrace = chain?.validity === 'expired' && signer !== undefined && now <= signer.notAfter + QUEUE_LIFE_MS;
    return inGrace ? { ...judgement, chain: { ...chain, validity: 'ok' } } : judgement;
  }

  function judgeAt(at: number): Promise<SignatureJudgement> {
    const { trust, acceptSha1, verify } = ports;
    const digest = async (_: unknown, algorithm: string) =>
      algorithm === 'sha256' ? await contentSha256 : await digestRope(content, hasher(algorithm), ports.blobs);
    return judgeSignature({
      message,
      digest,
      trust: trust.roots(),
      index: index!,
      crls: trust.crls(),
      ocsp: trust.ocsp?.() ?? [],
      at,
      revocation: 'required',
      acceptSha1,
      ...(verify && { verify }),
    });
  }

  function hasher(algorithm: string) {
    const make = { sha1: ports.digests.sha1, sha384: ports.digests.sha384, sha512: ports.digests.sha512 }[algorithm];
    if (make === undefined) throw new Error(`no digest ${algorithm}`);
    return make();
  }

  /** Signed mail of an ordinary person is ordinary mail, and not a provider's with a wrong certificate. */
  function plain(error: string | undefined): string {
    const claimsPec = message.xTrasporto.length > 0 || message.xRicevuta.length > 0;
    return error === undefined || (error === ANOMALY.notAProvider && !claimsPec) ? ANOMALY.ordinary : error;
  }
}
