import { digestRope } from '#issuing';
import { domainOf, field, type Rope, sliceRope, unfold } from '#mime';
import {
  checkStructure,
  type Instant,
  judgeSignature,
  type MessageNumber,
  NOTICE_TYPES,
  PEC_KEYWORDS,
  type PecMessage,
  type ProviderIndexView,
  readRfc5322Date,
  type SignatureJudgement,
  UNVERIFIED_KEYWORD,
} from '#pec';
import { spokenOf } from './classify.ts';
import type { IncomingPointPorts } from './incoming.ts';

type JudgingPorts = Pick<IncomingPointPorts, 'trust' | 'digests' | 'blobs' | 'legalTime' | 'acceptSha1' | 'verify'>;

const UNVERIFIED = [UNVERIFIED_KEYWORD];

/** The address every provider signs from (spec 3.2). */
const SERVICE_ADDRESS = 'posta-certificata@';

/** What only the provider of the recipient may say (ADR 6); what an access point says, only that of the sender; the rest either. */
const OF_THE_RECIPIENT: readonly MessageNumber[] = ['M5', 'M11', 'M12', 'M13'];

/**
 * The keywords of a message that calls itself PEC and that a holder puts into his mailbox: those of its kind when its signature is
 * that of the provider which may say it and its form is right, else `$PEC-nonverificata`. It may be years old: a certificate that
 * ended since is judged at the time the message certifies, and one that left the index counts as long as it is the provider's that
 * still holds the domain.
 */
export async function judgeKept(message: PecMessage, rope: Rope, ports: JudgingPorts): Promise<readonly string[]> {
  const { number } = message;
  const index = ports.trust.index();
  if (number === 'ordinary' || number === 'unknown' || index === undefined) return UNVERIFIED;
  if (checkStructure(message).length > 0) return UNVERIFIED;
  const judgement = await judgeSignatureOf(message, rope, index, ports);
  return isSound(judgement) && maySay(number, message, judgement, index) ? PEC_KEYWORDS[number] : UNVERIFIED;
}

async function judgeSignatureOf(
  message: PecMessage,
  rope: Rope,
  index: ProviderIndexView,
  { trust, digests, blobs, legalTime, acceptSha1, verify }: JudgingPorts,
): Promise<SignatureJudgement> {
  const judgeAt = (at: Instant, revocation: 'required' | 'if-given') =>
    judgeSignature({
      message,
      digest: async ({ start, end }, algorithm) => {
        const hasher = digests[algorithm as Exclude<keyof typeof digests, 'sha256Of'>]();
        return await digestRope(sliceRope(rope, start, end), hasher, blobs);
      },
      trust: trust.roots(),
      index,
      crls: trust.crls(),
      ocsp: trust.ocsp?.() ?? [],
      at,
      revocation,
      acceptSha1,
      ...(verify && { verify }),
    });
  const today = await judgeAt(legalTime.now(), 'required');
  const { validity, revocation } = today.chain ?? {};
  // When it says it was made is the word of whoever holds the key: after a revocation that proves nothing.
  const then = validity === 'expired' && revocation !== 'revoked' ? certifiedAt(message) : undefined;
  // Lists of those days are gone: an ended certificate stands in none.
  return then === undefined ? today : await judgeAt(then, 'if-given');
}

function certifiedAt({ daticert, index }: PecMessage): Instant | undefined {
  if (daticert?.ok) return daticert.at;
  return readRfc5322Date(unfold(field(index.root, 'date')?.value ?? ''));
}

function isSound({ signature, chain, binding }: SignatureJudgement): boolean {
  if (signature !== 'valid' || binding !== 'ok' || chain === undefined) return false;
  const isRevocationFine = chain.revocation === 'good' || chain.revocation === 'not-judged';
  const isUseFine = chain.nameConstraints === 'ok' && chain.keyUsage === 'ok';
  return chain.path === 'ok' && chain.validity === 'ok' && isRevocationFine && isUseFine;
}

/**
 * Is the signer the provider that holds the domain it speaks of? Holders have addresses in its domains too, and perhaps certificates of
 * the same authorities: one that is not in the index must be that of a service address.
 */
function maySay(
  number: MessageNumber,
  { daticert, from }: PecMessage,
  { inIndex }: SignatureJudgement,
  index: ProviderIndexView,
): boolean {
  const address = from?.address ?? '';
  if (inIndex !== 'yes' && !address.toLowerCase().startsWith(SERVICE_ADDRESS)) return false;
  if (!daticert?.ok) return inIndex === 'yes';
  const signer = domainOf(address);
  const holds = (address: string) => {
    const record = index.recordOfDomain(domainOf(address));
    return record !== undefined && (domainOf(record.mailReceipt) === signer || record.managedDomains.includes(signer));
  };
  const spoken = spokenOf(daticert.value);
  if (OF_THE_RECIPIENT.includes(number)) return spoken.length > 0 && spoken.every(holds);
  if (NOTICE_TYPES[number].point === 'AP') return holds(daticert.value.sender);
  return holds(daticert.value.sender) || (spoken.length > 0 && spoken.every(holds));
}
