import {
  CmsFault,
  equalBytes,
  readTimestampResponse,
  readTimestampToken,
  type StrongDigest,
  timestampRequest,
  verifyTimestamp,
} from '#cms';
import { type LegalTime, type Random, type TimestampAuthority, TimestampUnavailable } from '#ports';
import { type PostOptions, postQuery } from './post-query.ts';

export interface TimestampHttpOptions extends PostOptions {
  /** Asked in this order, the next when one gives no good answer. */
  readonly urls: readonly string[];
  /** DER: a token that does not lead to one of these is no good answer. Empty: its signer is not judged here. */
  readonly roots: readonly Uint8Array[];
  /** OID; absent: the authority chooses. */
  readonly policy?: string;
  readonly random: Random;
  readonly legalTime: LegalTime;
}

const NONCE_OCTETS = 16;
const ALGORITHMS: ReadonlyMap<number, StrongDigest> = new Map([
  [32, 'sha256'],
  [48, 'sha384'],
  [64, 'sha512'],
]);

/**
 * Time-stamp authorities over HTTP (RFC 3161 3.4). A token is handed on only when it is over this digest, bears the nonce of this
 * request, and is signed by an authority that is trusted now: what would be of no worth later is not kept as if it were.
 */
export function httpTimestampAuthority(options: TimestampHttpOptions): TimestampAuthority {
  return {
    description: options.urls.length === 0 ? 'none' : `RFC 3161 at ${options.urls.map(shown).join(', then ')}`,
    async stamp(digest) {
      const imprint = { digest, digestAlgorithm: algorithmOf(digest) };
      const faults: string[] = [];
      for (const url of options.urls) {
        try {
          return await askOne(url, imprint, options);
        } catch (fault) {
          faults.push(`${shown(url)}: ${(fault as Error).message}`);
        }
      }
      throw new TimestampUnavailable(faults.join('; ') || 'no time-stamp authority is configured');
    },
  };
}

/** Without a password that somebody put there. */
function shown(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

interface Imprint {
  readonly digest: Uint8Array;
  readonly digestAlgorithm: StrongDigest;
}

function algorithmOf(digest: Uint8Array): StrongDigest {
  const algorithm = ALGORITHMS.get(digest.length);
  if (algorithm === undefined) throw new RangeError(`no digest has ${digest.length} octets`);
  return algorithm;
}

async function askOne(url: string, imprint: Imprint, options: TimestampHttpOptions): Promise<Uint8Array> {
  const nonce = options.random.bytes(NONCE_OCTETS);
  // DER forgets leading zeros: the first octet is never one.
  nonce[0] = (nonce[0]! & 0x7f) | 0x40;
  const { policy } = options;
  const query = timestampRequest({ ...imprint, nonce, ...(policy !== undefined && { policy }) });
  const answer = readTimestampResponse(await postQuery(url, query, options));
  if (!answer.granted) throw new CmsFault(refusal(answer));
  const token = readTimestampToken(answer.token);
  if (token.digestAlgorithm !== imprint.digestAlgorithm || !equalBytes(token.digest, imprint.digest)) {
    throw new CmsFault('the time-stamp is over another digest');
  }
  if (token.nonce === undefined || !equalBytes(token.nonce, nonce)) {
    throw new CmsFault('the time-stamp answers another request: its nonce is not ours');
  }
  if (policy !== undefined && token.policy !== policy)
    throw new CmsFault(`the time-stamp is of policy ${token.policy}`);
  if (options.roots.length === 0) return answer.token;
  const { roots, legalTime } = options;
  const verdict = await verifyTimestamp(answer.token, { ...imprint, roots, at: legalTime.now() });
  if (!verdict.valid) throw new CmsFault(verdict.reasons.join('; '));
  return answer.token;
}

function refusal({ status, text, failure }: { status: number; text: string; failure?: string }): string {
  return `refused with status ${[status, failure, text].filter((part) => part !== undefined && part !== '').join(', ')}`;
}
