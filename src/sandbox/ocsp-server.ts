import { CmsFault, isOcspOf, ocspRefusal, ocspResponse, readOcspRequest } from '#cms';
import type { LegalTime } from '#ports';
import type { AnsweringOffice } from './index-server.ts';
import { readCertificateFile, readKeyFile } from './key-files.ts';
import type { Pki } from './pki.ts';
import { readRevocations } from './revocations.ts';

/** As long as a revocation list made now would hold. */
const HOLDS_MS = 3 * 86_400_000;

/**
 * The responder of the test authority's intermediate, which issues all signing certificates: signed by the CA itself, in legal time
 * (RFC 6960). Of certificates of others it says that it may not answer.
 */
export async function ocspServer(options: {
  readonly pki: Pki;
  readonly legalTime: LegalTime;
}): Promise<AnsweringOffice> {
  const { pki, legalTime } = options;
  const certificate = readCertificateFile(pki.intermediate.certificate);
  const key = await readKeyFile(pki.intermediate.key);
  const sign = async (data: Uint8Array) =>
    new Uint8Array(await crypto.subtle.sign('RSASSA-PKCS1-v1_5', key, data as Uint8Array<ArrayBuffer>));

  async function answer(query: Uint8Array): Promise<Uint8Array> {
    const { asked, nonce } = readOcspRequest(query);
    const ours = await Promise.all(asked.map((one) => isOcspOf(one, certificate)));
    if (asked.length === 0 || ours.includes(false)) return ocspRefusal('unauthorized');
    const now = legalTime.now();
    const revoked = new Map(readRevocations(pki.revocations).map(({ serial, since }) => [hexOf(serial), since]));
    const answers = asked.map(({ raw, serial }) => {
      const since = revoked.get(serial);
      const status = since === undefined ? ({ kind: 'good' } as const) : ({ kind: 'revoked', since } as const);
      return { certificate: raw, status, thisUpdate: now, nextUpdate: now + HOLDS_MS };
    });
    const signer = { certificate, delegated: false, sign };
    return ocspResponse(signer, { answers, producedAt: now, ...(nonce !== undefined && { nonce }) });
  }

  return {
    asks: 'application/ocsp-request',
    answers: 'application/ocsp-response',
    alsoByGet: true,
    async answer(query) {
      try {
        return await answer(query);
      } catch (fault) {
        if (fault instanceof CmsFault) return ocspRefusal('malformedRequest');
        throw fault;
      }
    },
  };
}

const hexOf = (octets: Uint8Array) => Buffer.from(octets).toString('hex');
