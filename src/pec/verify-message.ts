import { digest } from '#cms';
import { field } from '#mime';
import { checkStructure, checkWarnings } from './check-received.ts';
import type { Instant } from './facts.ts';
import { judgeSignature, type SignatureJudgement } from './judge-signature.ts';
import { readRfc5322Date } from './legal-time.ts';
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
  /** The lines ended in LF alone and were judged with CRLF. */
  readonly lineEnds: 'crlf' | 'lf-made-crlf';
  readonly message: PecMessage;
  /** Signature valid, certificate sound and not known to be foreign, From bound to it, form correct. */
  readonly holds: boolean;
}

export interface VerifyOptions {
  /** Trusted root certificates, DER. */
  readonly trust: readonly Uint8Array[];
  /** Without it, membership of the index of providers is not judged. */
  readonly index?: ProviderIndexView;
  readonly crls?: readonly Uint8Array[];
  /** Default: the message's own Date. */
  readonly at?: Instant;
  /** Default true: SHA-1 is reported in `sha1`, and the caller decides. */
  readonly acceptSha1?: boolean;
}

/**
 * Judges any PEC message in memory: signature, signer, binding and form, in Node and in a browser. Revocation is judged only
 * against the CRLs given. Never throws on bad input. An anomaly envelope can hold too: what it encloses is certified by nobody.
 */
export async function verifyMessage(bytes: Uint8Array, options: VerifyOptions): Promise<Verdict> {
  const { octets, lineEnds } = withCrlf(bytes);
  const message = await readMessage(octets);
  const instant = judgedAt(message, options.at);
  const judgement = await judgeSignature({
    message,
    digest: async ({ start, end }, algorithm) => digest(algorithm, octets.subarray(start, end)),
    trust: options.trust,
    ...(options.index ? { index: options.index } : {}),
    ...(options.crls ? { crls: options.crls } : {}),
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
    lineEnds,
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
  const date = readRfc5322Date((field(message.index.root, 'date')?.value ?? '').replace(/\r?\n/g, ''));
  if (date !== undefined) return { at: date, atFrom: 'date-header' };
  const certified = message.daticert?.ok ? message.daticert.at : undefined;
  return certified === undefined ? {} : { at: certified, atFrom: 'daticert' };
}

const CR = 13;
const LF = 10;

/** A file saved with LF alone never verifies as it stands: CRLF is what was signed (spec 5.10). Mixed ends are left alone. */
function withCrlf(bytes: Uint8Array): { octets: Uint8Array; lineEnds: Verdict['lineEnds'] } {
  if (bytes.includes(CR) || !bytes.includes(LF)) return { octets: bytes, lineEnds: 'crlf' };
  let lines = 0;
  for (const octet of bytes) if (octet === LF) lines++;
  const octets = new Uint8Array(bytes.length + lines);
  let to = 0;
  for (const octet of bytes) {
    if (octet === LF) octets[to++] = CR;
    octets[to++] = octet;
  }
  return { octets, lineEnds: 'lf-made-crlf' };
}
