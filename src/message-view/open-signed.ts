import {
  CmsFault,
  type CmsSignature,
  judgeChain,
  readAllSigners,
  readCertificate,
  verifyContent,
  verifySignature,
} from '#cms';
import { decodeTransfer, latin1ToString } from '#mime';

/** Nothing bigger is opened in memory. */
export const MAX_OPENED = 32 * 1024 * 1024;
/** A signature without its content. */
const MAX_DETACHED = 2 * 1024 * 1024;

/**
 * Whether the certificates of all signers come from authorities on the provider's list, valid at the instant of judging. Their revocation is
 * never asked. `not-judged`: there is no list, or the signature does not hold.
 */
export type Authority = 'trusted' | 'unknown' | 'not-judged';

/** Authorities that are believed to have made sure who a signer is, and when that is judged. */
export interface DocumentAuthorities {
  /** DER; the same array each time: paths to them are remembered by it. Empty: there is no list. */
  readonly certificates: readonly Uint8Array[];
  /** Milliseconds. */
  readonly at: number;
}

/** Who signed a document, and whether it holds. */
export interface SignatureView {
  /** Every signature holds over the octets: they are what was signed. Says nothing of who the signer is (`code`). */
  readonly ok: boolean;
  /** Names, as their certificates have them. */
  readonly signers: readonly string[];
  readonly code: /** What was signed is what is here. */ 'unaltered' | 'altered' | 'unreadable' | 'content-missing';
  readonly authority: Authority;
  /** In plain English. */
  readonly detail: string;
  /** As the (first) signer says; no proof of time. Milliseconds. */
  readonly signedAt?: number;
}

export interface OpenedSigned {
  readonly signature: SignatureView;
  /** What was signed, where it is inside. */
  readonly content?: Uint8Array;
}

/** Binary DER or BER out of what may be in base64, with or without PEM lines. Undefined when it cannot be CMS. */
export function cmsOctets(octets: Uint8Array): Uint8Array | undefined {
  if (octets[0] === 0x30) return octets;
  const head = latin1ToString(octets.subarray(0, 64));
  const isText = /^\s*(?:-----BEGIN |M[A-Za-z0-9+/\r\n]{20})/.test(head);
  if (!isText || octets.length > MAX_OPENED) return undefined;
  const text = latin1ToString(octets).replace(/-----(?:BEGIN|END) [A-Z0-9 #]{1,40}-----/g, '');
  const decoded = decodeTransfer(asOctets(text), 'base64');
  return decoded[0] === 0x30 ? decoded : undefined;
}

function asOctets(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff);
}

/** Opens a signed document (CAdES with its content). Undefined when it is none. */
export async function openSigned(
  octets: Uint8Array,
  authorities?: DocumentAuthorities,
): Promise<OpenedSigned | undefined> {
  const der = cmsOctets(octets);
  if (der === undefined) return undefined;
  const signers = read(der, MAX_OPENED);
  if (typeof signers === 'string') return looksSigned(der) ? { signature: unreadable(signers) } : undefined;
  const [first] = signers;
  const content = first?.encapsulated;
  if (first === undefined) return { signature: unreadable('nobody signed it') };
  const signature = await judgeAll(signers, (cms) => verifyContent(cms), authorities);
  return content === undefined ? { signature: { ...signature, ...MISSING } } : { signature, content };
}

const MISSING = {
  ok: false,
  authority: 'not-judged',
  code: 'content-missing',
  detail: 'the content is not inside the signature',
} as const;

/** A signature beside what it signs; `digestOf` makes a digest of that, by the algorithm the signature names. */
export async function judgeDetached(
  octets: Uint8Array,
  digestOf: (algorithm: string) => Promise<Uint8Array>,
  authorities?: DocumentAuthorities,
): Promise<SignatureView | undefined> {
  const der = octets.length > MAX_DETACHED ? undefined : cmsOctets(octets);
  if (der === undefined) return undefined;
  const signers = read(der, MAX_DETACHED);
  if (typeof signers === 'string') return looksSigned(der) ? unreadable(signers) : undefined;
  if (signers.length === 0) return unreadable('nobody signed it');
  const digests = new Map<string, Promise<Uint8Array>>();
  const known = (algorithm: string) => {
    const made = digests.get(algorithm) ?? digestOf(algorithm);
    digests.set(algorithm, made);
    return made;
  };
  const judge = async (cms: CmsSignature): Promise<Verdict> => {
    if (!DIGESTS.has(cms.digestAlgorithm)) return { valid: false, reason: `unknown digest ${cms.digestAlgorithm}` };
    return await verifySignature(cms, await known(cms.digestAlgorithm));
  };
  return await judgeAll(signers, judge, authorities);
}

const DIGESTS: ReadonlySet<string> = new Set(['sha1', 'sha256', 'sha384', 'sha512']);

function read(der: Uint8Array, maxBytes: number): readonly CmsSignature[] | string {
  try {
    return readAllSigners(der, { maxBytes });
  } catch (fault) {
    if (fault instanceof CmsFault) return fault.message;
    throw fault;
  }
}

/** OID 1.2.840.113549.1.7.2 near the beginning. */
function looksSigned(der: Uint8Array): boolean {
  return latin1ToString(der.subarray(0, 32)).includes('\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02');
}

function unreadable(detail: string): SignatureView {
  return { ok: false, signers: [], code: 'unreadable', authority: 'not-judged', detail };
}

type Verdict = Awaited<ReturnType<typeof verifyContent>>;

async function judgeAll(
  signers: readonly CmsSignature[],
  judge: (cms: CmsSignature) => Promise<Verdict>,
  authorities: DocumentAuthorities | undefined,
): Promise<SignatureView> {
  const names: string[] = [];
  let bad: string | undefined;
  for (const cms of signers) {
    names.push(await nameOf(cms));
    const verdict = await judge(cms);
    if (!verdict.valid) bad ??= verdict.reason;
  }
  const signedAt = signers[0]?.signingTime;
  const common = { signers: names, ...(signedAt !== undefined && { signedAt }) };
  if (bad !== undefined) return { ...common, ok: false, code: 'altered', authority: 'not-judged', detail: bad };
  const authority = await judgeAuthority(signers, authorities);
  return { ...common, ok: true, code: 'unaltered', authority, detail: 'the signature holds' };
}

/** One signer of an authority that nobody knows is enough for `unknown`. */
async function judgeAuthority(
  signers: readonly CmsSignature[],
  authorities: DocumentAuthorities | undefined,
): Promise<Authority> {
  if (authorities === undefined || authorities.certificates.length === 0) return 'not-judged';
  for (const { signerCertificate: leaf, certificates } of signers) {
    if (leaf === undefined) return 'unknown';
    const { reasons } = await judgeChain({
      ...{ leaf, intermediates: certificates, roots: authorities.certificates, crls: [], at: authorities.at },
      ...{ revocation: 'if-given', purpose: 'document' },
    });
    if (reasons.length > 0) return 'unknown';
  }
  return 'trusted';
}

/** CN of the subject, else all of it. */
async function nameOf({ signerCertificate }: CmsSignature): Promise<string> {
  if (signerCertificate === undefined) return '';
  try {
    const { subject } = await readCertificate(signerCertificate);
    const name = /(?:^|, |\+)CN=((?:[^,+\\]|\\.)+)/.exec(subject)?.[1] ?? subject;
    return name.replace(/\\(.)/g, '$1');
  } catch (fault) {
    if (fault instanceof CmsFault) return '';
    throw fault;
  }
}
