import { digest } from '#cms';
import { checkStructure, checkWarnings } from './check-received.ts';
import type { Instant } from './facts.ts';
import { headerDate } from './header-date.ts';
import { judgeSignature, type SignatureJudgement } from './judge-signature.ts';
import type { ProviderIndexView } from './provider-records.ts';
import { type PecMessage, readMessage } from './read-message.ts';

/** Everything that was asked of a message, and the answers. */
export interface Verdict extends SignatureJudgement {
  readonly number: PecMessage['number'];
  /** Formal correctness, as far as it can be judged without the SMTP transaction (spec 9.4). */
  readonly form: { readonly ok: boolean; readonly faults: readonly string[]; readonly warnings: readonly string[] };
  /** The instant at which certificates were judged, and where it comes from; absent when the message tells no time. */
  readonly at?: Instant;
  readonly atFrom?: 'given' | 'date-header' | 'daticert';
  /** Lines ended in LF alone; it was judged with CRLF everywhere. */
  readonly lineEnds: 'crlf' | 'lf-made-crlf';
  readonly message: PecMessage;
  /** Signature valid, certificate sound and not known to be foreign, From bound to it, form correct. */
  readonly holds: boolean;
}

export interface VerifyOptions {
  /** Trusted root certificates, DER. Without any, no chain can lead to one and nothing holds. */
  readonly trust?: readonly Uint8Array[];
  /** Without it, membership of the index of providers is not judged. */
  readonly index?: ProviderIndexView;
  readonly crls?: readonly Uint8Array[];
  /** OCSP answers, DER. */
  readonly ocsp?: readonly Uint8Array[];
  /** Default: the message's own Date. */
  readonly at?: Instant;
  /** Default true: SHA-1 is reported in `sha1`, and the caller decides. */
  readonly acceptSha1?: boolean;
}

/**
 * Judges any PEC message in memory: signature, signer, binding and form, in Node and in a browser. Revocation is judged only
 * against the CRLs given. Never throws on bad input. An anomaly envelope can hold too: what it encloses is certified by nobody.
 */
export async function verifyMessage(bytes: Uint8Array, options: VerifyOptions = {}): Promise<Verdict> {
  const asItStands = await verifyOctets(bytes, options);
  const octets = asItStands.signature === 'valid' ? bytes : withCrlf(bytes);
  if (octets === bytes) return asItStands;
  return { ...(await verifyOctets(octets, options)), lineEnds: 'lf-made-crlf' };
}

async function verifyOctets(octets: Uint8Array, options: VerifyOptions): Promise<Verdict> {
  const digestOf: DigestOfRange = async ({ start, end }, algorithm) => digest(algorithm, octets.subarray(start, end));
  return verifyRead(await readMessage(octets), digestOf, options);
}

export type DigestOfRange = Parameters<typeof judgeSignature>[0]['digest'];

/** As `verifyMessage`, for a message that was read already and whose octets are elsewhere: `digest` takes those of a range. */
export async function verifyRead(message: PecMessage, digest: DigestOfRange, options: VerifyOptions): Promise<Verdict> {
  const instant = judgedAt(message, options.at);
  const judgement = await judgeSignature({
    message,
    digest,
    trust: options.trust ?? [],
    ...(options.index ? { index: options.index } : {}),
    ...(options.crls ? { crls: options.crls } : {}),
    ...(options.ocsp ? { ocsp: options.ocsp } : {}),
    // A message without any date is judged at the beginning of time: its certificate is not yet valid, and that is told.
    at: instant.at ?? 0,
    revocation: 'if-given',
    acceptSha1: options.acceptSha1 ?? true,
  });
  const faults = checkStructure(message);
  const isPec = message.number !== 'ordinary' && message.number !== 'unknown';
  return {
    ...judgement,
    number: message.number,
    form: { ok: isPec && faults.length === 0, faults, warnings: checkWarnings(message) },
    ...instant,
    lineEnds: 'crlf',
    message,
    holds: isPec && faults.length === 0 && isSound(judgement),
  };
}

function isSound({ signature, inIndex, chain, binding }: SignatureJudgement): boolean {
  if (signature !== 'valid' || inIndex === 'no' || binding !== 'ok' || !chain) return false;
  const revocation = chain.revocation === 'good' || chain.revocation === 'not-judged';
  const use = chain.nameConstraints === 'ok' && chain.keyUsage === 'ok';
  return chain.path === 'ok' && chain.validity === 'ok' && revocation && use;
}

function judgedAt(message: PecMessage, given: Instant | undefined): Pick<Verdict, 'at' | 'atFrom'> {
  if (given !== undefined) return { at: given, atFrom: 'given' };
  const date = headerDate(message.index.root);
  if (date !== undefined) return { at: date, atFrom: 'date-header' };
  const certified = message.daticert?.ok ? message.daticert.at : undefined;
  return certified === undefined ? {} : { at: certified, atFrom: 'daticert' };
}

const CR = 13;
const LF = 10;

/**
 * Every LF made CRLF, which is what was signed (spec 5.10): for files saved with LF, whole or in part. The same array when there is
 * nothing to do.
 */
function withCrlf(bytes: Uint8Array): Uint8Array {
  const isBare = (at: number) => bytes[at] === LF && bytes[at - 1] !== CR;
  let bare = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) if (isBare(at)) bare++;
  if (bare === 0) return bytes;
  const octets = new Uint8Array(bytes.length + bare);
  let to = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (isBare(at)) octets[to++] = CR;
    octets[to++] = bytes[at]!;
  }
  return octets;
}
