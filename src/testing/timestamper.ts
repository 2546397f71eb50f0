import { sign } from 'node:crypto';
import { type CmsSigner, readTimestampRequest, timestampRequest, writeTimestampToken } from '#cms';
import type { Instant } from '#pec';
import { type LegalTime, type TimestampAuthority, TimestampUnavailable } from '#ports';
import { testAuthority, testKeys } from './world-pki.ts';

export interface TestTimestamper extends TimestampAuthority {
  /** DER: trusted for its tokens. */
  readonly root: Uint8Array;
  /** While true nobody gets a time-stamp. */
  isDown: boolean;
  /** Of its RSA key. */
  bits: 2048 | 3072;
  /** Tokens given. */
  given: number;
}

const YEAR = 365 * 86_400_000;
const BEGUN: Instant = Date.UTC(2024, 6, 1);

/** A time-stamp authority under `testAuthority('uno')`, without a wire. */
export async function testTimestamper(legalTime: LegalTime): Promise<TestTimestamper> {
  const { authority } = await testAuthority('uno');
  const timestamper: TestTimestamper = {
    description: 'test',
    root: authority.certificate,
    isDown: false,
    bits: 2048,
    given: 0,
    async stamp(digest) {
      if (timestamper.isDown) throw new TimestampUnavailable('the authority is down');
      const serial = Uint8Array.of(1, ++timestamper.given >> 16, timestamper.given >> 8, timestamper.given);
      const request = readTimestampRequest(
        timestampRequest({ digest, digestAlgorithm: 'sha256', nonce: Uint8Array.of(1, 2, 3) }),
      );
      const stated = { request, serial, at: legalTime.now(), policy: '1.3.6.1.4.1.32473.1', accuracyMs: 1000 };
      return writeTimestampToken(await signerOf(timestamper.bits), stated);
    },
  };
  return timestamper;
}

const signers = new Map<number, Promise<CmsSigner>>();

function signerOf(bits: number): Promise<CmsSigner> {
  const known = signers.get(bits) ?? makeSigner(bits);
  signers.set(bits, known);
  return known;
}

async function makeSigner(bits: number): Promise<CmsSigner> {
  const { authority } = await testAuthority('uno');
  const { privateKey, publicKey } = await testKeys(`timestamper ${bits}`, bits);
  const certificate = await authority.issueTimestamper({
    publicKey,
    subject: { C: 'IT', O: 'Autorità uno', CN: `Marche temporali di prova ${bits}` },
    notBefore: BEGUN,
    notAfter: BEGUN + 20 * YEAR,
    serial: Uint8Array.of(bits >> 8, 77),
  });
  return { certificate, chain: [], sign: async (data) => new Uint8Array(sign('sha256', data, privateKey)) };
}
