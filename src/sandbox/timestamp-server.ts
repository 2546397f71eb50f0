import { randomBytes } from 'node:crypto';
import { CmsFault, readTimestampRequest, timestampRefusal, timestampResponse, writeTimestampToken } from '#cms';
import type { Instant } from '#pec';
import type { LegalTime } from '#ports';
import type { AnsweringOffice } from './index-server.ts';
import { readCertificateFile, readKeyFile } from './key-files.ts';
import { type Pki, renewTimestamper } from './pki.ts';

/** Under the number for documentation (RFC 5612): nobody's policy. */
const POLICY = '1.3.6.1.4.1.32473.1.1';
const ACCURACY_MS = 1000;

interface Key {
  readonly at: Instant;
  readonly certificate: Uint8Array;
  readonly privateKey: CryptoKey;
}

/** How long a key is used before its certificate is looked at again, in legal time. */
const LOOK_AGAIN_MS = 86_400_000;

/**
 * The time-stamp authority of the test country: stamps whatever is asked for, in legal time, over HTTP (RFC 3161 3.4). Its key
 * is made when it is first needed and follows legal time.
 */
export function timestampServer(options: {
  readonly pki: Pki;
  readonly rootCrlUrl: string;
  readonly legalTime: LegalTime;
}): AnsweringOffice {
  const { pki, rootCrlUrl, legalTime } = options;
  let held: Promise<Key> | undefined;

  async function open(at: Instant): Promise<Key> {
    await renewTimestamper(pki, at, rootCrlUrl);
    const { certificate, key } = pki.timestamper;
    return { at, certificate: readCertificateFile(certificate), privateKey: await readKeyFile(key) };
  }

  /** One key at a time is made, whoever asks meanwhile waits for it. */
  async function keyAt(now: Instant): Promise<Key> {
    const before = held;
    const key = await before?.catch(() => undefined);
    if (key !== undefined && now < key.at + LOOK_AGAIN_MS) return key;
    if (held === before) held = open(now);
    return held!;
  }

  async function answer(query: Uint8Array): Promise<Uint8Array> {
    const request = readTimestampRequest(query);
    if (request.policy !== undefined && request.policy !== POLICY) {
      return timestampRefusal('unacceptedPolicy', `the only policy is ${POLICY}`);
    }
    const at = legalTime.now();
    const { certificate, privateKey } = await keyAt(at);
    const sign = async (data: Uint8Array) =>
      new Uint8Array(await crypto.subtle.sign('RSASSA-PKCS1-v1_5', privateKey, data as Uint8Array<ArrayBuffer>));
    const stated = { request, serial: serial(), at, policy: POLICY, accuracyMs: ACCURACY_MS };
    return timestampResponse(await writeTimestampToken({ certificate, chain: [], sign }, stated));
  }

  return {
    asks: 'application/timestamp-query',
    answers: 'application/timestamp-reply',
    async answer(query) {
      try {
        return await answer(query);
      } catch (fault) {
        if (fault instanceof CmsFault) return timestampRefusal('badRequest', fault.message);
        throw fault;
      }
    },
  };
}

function serial(): Uint8Array {
  return new Uint8Array([1, ...randomBytes(15)]);
}
