import { type Instant, type MessageNumber, PEC_KEYWORDS, SENT_KEYWORD, UNVERIFIED_KEYWORD, type Verdict } from '#pec';

/** One thing that was checked; words are the reader's catalogue's. */
export interface Check {
  readonly code: /** There is a signature that can be read. */
    | 'signature'
    /** Not an octet was changed since it was signed. */
    | 'unaltered'
    /** The certificate is one of the index of providers. */
    | 'issuer'
    /** It leads to a trusted authority, was in force at the certified time, and may sign mail. */
    | 'certificate'
    | 'revocation'
    /** Sender of the envelope and signer are the same provider. */
    | 'binding'
    /** Certification data are there, can be read, and say the same as the header. */
    | 'certification-data';
  readonly ok: boolean;
  /** In plain English, or Italian where the rules have it so; a word like `not-judged` where nothing could be said. */
  readonly detail?: string;
}

export interface TrustView {
  /**
   * `certified`: a provider's own words, judged when they came and again now. `sent`: octets that were handed in here and accepted.
   * `not-certified`: an anomaly envelope. `unverified`: calls itself PEC and is not shown to be. `none`: ordinary mail.
   */
  readonly level: 'certified' | 'sent' | 'not-certified' | 'unverified' | 'none';
  readonly provider?: string;
  readonly certifiedAt?: Instant;
  readonly checks: readonly Check[];
  /** Why it is not certified, as the anomaly envelope says it. */
  readonly reason?: string;
  readonly signer?: {
    readonly subject: string;
    readonly issuer: string;
    readonly serial: string;
    readonly from: Instant;
    readonly to: Instant;
  };
}

export interface TrustQuestion {
  /** Flags of the item: the server's own keywords say what it judged when the message came. */
  readonly flags: readonly string[];
  /** Judged again just now, at the time the message certifies; absent: there is nothing to judge. */
  readonly verdict?: Verdict;
  /** Of an anomaly envelope: its readable text. */
  readonly anomalyText?: string;
}

/** Keywords of what a provider signs to certify something: envelope, receipts, notices. */
const CERTIFYING: readonly (readonly [MessageNumber, readonly string[]])[] = (
  Object.entries(PEC_KEYWORDS) as [MessageNumber, readonly string[]][]
).filter(([number]) => number !== 'M6');

/**
 * What a message is worth (RFC 6109 2.2.2; T147). "Certified" is never told by a Subject, a sender or a header: the server must have
 * judged it when it came, and its signature must still hold now, by a certificate that the index or a trusted authority knows.
 */
export function judgeTrust({ flags, verdict, anomalyText }: TrustQuestion): TrustView {
  const has = (keyword: string) => flags.some((flag) => flag.toLowerCase() === keyword.toLowerCase());
  const checks = verdict ? checksOf(verdict) : [];
  const common = { checks, ...signerOf(verdict) };
  if (PEC_KEYWORDS.M6.some(has)) {
    const reason = reasonIn(anomalyText ?? '');
    return { level: 'not-certified', ...common, ...(reason !== undefined && { reason }) };
  }
  if (has(SENT_KEYWORD)) return { level: 'sent', checks: [] };
  const judgedAs = CERTIFYING.filter(([, keywords]) => keywords.every(has)).map(([number]) => number);
  if (judgedAs.length > 0 && verdict) {
    const holds = isSound(verdict) && judgedAs.includes(verdict.number as MessageNumber);
    return holds ? { level: 'certified', ...common, ...certificationOf(verdict) } : { level: 'unverified', ...common };
  }
  if (judgedAs.length > 0 || has(UNVERIFIED_KEYWORD)) return { level: 'unverified', ...common };
  const claims = verdict !== undefined && verdict.number !== 'ordinary';
  return { level: claims ? 'unverified' : 'none', checks: claims ? checks : [] };
}

/**
 * What was judged when it came is not undone by an index or an authority that has gone since, as long as one of the two still speaks for
 * the signer; an altered octet, a foreign signer, a certificate that was not in force then, or a revocation undo it.
 */
function isSound({ signature, binding, inIndex, chain, form }: Verdict): boolean {
  if (signature !== 'valid' || binding !== 'ok' || !form.ok || chain === undefined) return false;
  const { path, validity, keyUsage, nameConstraints, revocation } = chain;
  if (validity !== 'ok' || keyUsage !== 'ok' || nameConstraints !== 'ok' || revocation === 'revoked') return false;
  return inIndex === 'yes' || path === 'ok';
}

function checksOf(verdict: Verdict): readonly Check[] {
  const { signature, signatureReason, inIndex, binding, bindingReason, chain, form } = verdict;
  if (signature === 'absent') return [{ code: 'signature', ok: false, detail: 'absent' }];
  const isReadable = verdict.digestAlgorithm !== undefined;
  const signed: Check[] = [
    { code: 'signature', ok: isReadable, ...(isReadable ? {} : { detail: signatureReason ?? 'unreadable' }) },
    { code: 'unaltered', ok: signature === 'valid', ...(signatureReason !== undefined && { detail: signatureReason }) },
  ];
  if (signature === 'invalid') return signed;
  const reasons = chain?.reasons.join('; ') ?? 'there is no certificate';
  const isCertificateFine =
    chain?.path === 'ok' && chain.validity === 'ok' && chain.keyUsage === 'ok' && chain.nameConstraints === 'ok';
  return [
    ...signed,
    { code: 'issuer', ok: inIndex === 'yes', ...(inIndex === 'yes' ? {} : { detail: inIndex }) },
    { code: 'certificate', ok: isCertificateFine, ...(isCertificateFine ? {} : { detail: reasons }) },
    revocationCheck(chain?.revocation ?? 'not-judged'),
    { code: 'binding', ok: binding === 'ok', ...(bindingReason !== undefined && { detail: bindingReason }) },
    { code: 'certification-data', ok: form.ok, ...(form.ok ? {} : { detail: form.faults.join('; ') }) },
  ];
}

/** Lists of the past are gone: that nothing is said against a certificate is no fault, and is told. */
function revocationCheck(revocation: NonNullable<Verdict['chain']>['revocation']): Check {
  if (revocation === 'good') return { code: 'revocation', ok: true };
  return { code: 'revocation', ok: revocation !== 'revoked', detail: revocation };
}

function certificationOf({ message, record, signer }: Verdict): Pick<TrustView, 'provider' | 'certifiedAt'> {
  const daticert = message.daticert?.ok ? message.daticert : undefined;
  const provider = record?.name ?? daticert?.value.issuerName ?? signer?.subject;
  return {
    ...(provider !== undefined && { provider }),
    ...(daticert?.at !== undefined && { certifiedAt: daticert.at }),
  };
}

function signerOf(verdict: Verdict | undefined): Pick<TrustView, 'signer'> {
  const signer = verdict?.signer;
  if (signer === undefined) return {};
  const { subject, issuer, serial, notBefore, notAfter } = signer;
  return { signer: { subject, issuer, serial, from: notBefore, to: notAfter } };
}

/** The concise error of an anomaly envelope (RFC 6109 3.2.2), as its text says it. */
function reasonIn(text: string): string | undefined {
  const joined = text.replace(/\s+/g, ' ');
  return /non sono stati certificati per il seguente errore: ?(.{1,300}?)(?= ?Il messaggio originale|$)/i
    .exec(joined)?.[1]
    ?.trim();
}
