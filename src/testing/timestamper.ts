import { sign } from 'node:crypto';
import { readTimestampRequest, timestampRequest, writeTimestampToken } from '#cms';
import type { Instant } from '#pec';
import { type LegalTime, type TimestampAuthority, TimestampUnavailable } from '#ports';
import { testAuthority, testKeys } from './world-pki.ts';

export interface TestTimestamper extends TimestampAuthority {
  /** DER: trusted for its tokens. */
  readonly root: Uint8Array;
  /** While true nobody gets a time-stamp. */
  isDown: boolean;
  /** Tokens given. */
  given: number;
}

const YEAR = 365 * 86_400_000;
const BEGUN: Instant = Date.UTC(2024, 6, 1);

/** A time-stamp authority under `testAuthority('uno')`, without a wire. */
export async function testTimestamper(legalTime: LegalTime): Promise<TestTimestamper> {
  const { authority } = await testAuthority('uno');
  const { privateKey, publicKey } = await testKeys('timestamper');
  const certificate = await authority.issueTimestamper({
    publicKey,
    subject: { C: 'IT', O: 'Autorità uno', CN: 'Marche temporali di prova' },
    notBefore: BEGUN,
    notAfter: BEGUN + 20 * YEAR,
    serial: Uint8Array.of(77),
  });
  const signer = {
    certificate,
    chain: [],
    sign: async (data: Uint8Array) => new Uint8Array(sign('sha256', data, privateKey)),
  };
  const timestamper: TestTimestamper = {
    description: 'test',
    root: authority.certificate,
    isDown: false,
    given: 0,
    async stamp(digest) {
      if (timestamper.isDown) throw new TimestampUnavailable('the authority is down');
      const serial = Uint8Array.of(1, ++timestamper.given >> 16, timestamper.given >> 8, timestamper.given);
      const request = readTimestampRequest(
        timestampRequest({ digest, digestAlgorithm: 'sha256', nonce: Uint8Array.of(1, 2, 3) }),
      );
      return writeTimestampToken(signer, {
        request,
        serial,
        at: legalTime.now(),
        policy: '1.3.6.1.4.1.32473.1',
        accuracyMs: 1000,
      });
    },
  };
  return timestamper;
}
