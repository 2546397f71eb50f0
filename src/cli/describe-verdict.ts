import { NOTICE_TYPES, type Verdict } from '#pec';

/** One question that was asked of the message, and its answer in plain words. */
export interface Finding {
  readonly question: string;
  readonly answer: 'yes' | 'no' | 'not judged' | 'warning';
  readonly words: string;
}

function finding(question: string, answer: Finding['answer'], words: string): Finding {
  return { question, answer, words };
}

/** What was given to judge by: how many root certificates and revocation lists, and was there an index of providers. */
export interface JudgedBy {
  readonly roots: number;
  readonly lists: number;
  readonly index: boolean;
}

/** Whose certificate it is means nothing of octets that it did not sign. */
const NO_SIGNATURE = 'only a signature that holds leads to one';

/** What the message is; where it is not proved to be that, what it calls itself. */
export function describeKind({ number, holds }: Verdict): string {
  if (number === 'ordinary') return 'ordinary mail, not PEC';
  if (number === 'unknown') return 'a PEC message of no known kind';
  const name = `${NOTICE_TYPES[number].name} (${number})`;
  return holds ? name : `not proved; it calls itself ${name}`;
}

function signature(verdict: Verdict): Finding {
  const { signature, signatureReason, digestAlgorithm, signer } = verdict;
  if (signature === 'absent') return finding('signature', 'no', `there is none${secondPart(verdict)}`);
  if (signature === 'valid') {
    return finding(
      'signature',
      'yes',
      `it holds: ${digestAlgorithm}, by ${signer?.subject ?? 'the certificate inside'}`,
    );
  }
  const reason = signatureReason ?? 'it does not hold';
  return finding('signature', 'no', digestAlgorithm === undefined ? `it is damaged or cut off (${reason})` : reason);
}

/** Gateways and mail programs give the signature another type: then nobody can find it. */
function secondPart({ message }: Verdict): string {
  const { contentType, children } = message.index.root;
  if (contentType.type !== 'multipart/signed') return '';
  return `: where it should stand is ${children[1]?.contentType.type ?? 'nothing'}`;
}

const SOURCE = { given: 'the time you gave', 'date-header': 'Date of the message', daticert: 'time in daticert.xml' };

function chain(verdict: Verdict, by: JudgedBy): readonly Finding[] {
  const { chain, at, atFrom = 'given' } = verdict;
  if (chain === undefined) return [finding('certificate', 'not judged', NO_SIGNATURE)];
  const when = at === undefined ? 'at no known time' : `at ${second(at)} (${SOURCE[atFrom]})`;
  const sound =
    chain.path === 'ok' && chain.validity === 'ok' && chain.nameConstraints === 'ok' && chain.keyUsage === 'ok';
  const faults = chain.reasons.join('; ') || chain.pathReason || 'it cannot be trusted';
  const untrusted = by.roots === 0 ? 'no root certificate was given to trust (--trust); ' : '';
  return [
    sound
      ? finding('certificate', 'yes', `it leads to a trusted root and was valid ${when}`)
      : finding('certificate', 'no', `${untrusted}${faults}; judged ${when}`),
    ...(chain.weaknesses ?? []).map((words) => finding('certificate', 'warning', `${words}: no longer safe`)),
    revocation(chain, by),
  ];
}

function revocation(chain: NonNullable<Verdict['chain']>, { lists }: JudgedBy): Finding {
  switch (chain.revocation) {
    case 'good':
      return finding('revocation', 'yes', 'not revoked, by the lists given');
    case 'revoked': {
      const since = chain.revokedAt === undefined ? '' : ` since ${second(chain.revokedAt)}`;
      return finding('revocation', 'no', `revoked${since}`);
    }
    case 'unavailable':
      return finding('revocation', 'no', chain.revocationReason ?? 'no list given covers that time');
    case 'not-judged':
      if (lists === 0) return finding('revocation', 'not judged', 'no list was given (--crl)');
      if (chain.path === 'fault')
        return finding('revocation', 'not judged', 'no authority is trusted whose list counts');
      return finding('revocation', 'warning', `no list given can answer: ${chain.revocationReason}`);
  }
}

/** UTC to the second. */
function second(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

function membership({ inIndex, record }: Verdict, { index }: JudgedBy): Finding {
  if (inIndex === 'not-judged')
    return finding('provider', 'not judged', index ? NO_SIGNATURE : 'no index of providers was given (--index)');
  return inIndex === 'yes'
    ? finding('provider', 'yes', `the certificate is ${record?.name}'s in the index`)
    : finding('provider', 'no', 'the certificate is not in the index of providers');
}

function binding({ binding, bindingReason, message }: Verdict): Finding {
  if (binding === 'not-judged')
    return finding('sender', 'not judged', 'without a valid signature nobody vouches for From');
  return binding === 'ok'
    ? finding('sender', 'yes', `From ${message.from?.address} belongs to the certificate`)
    : finding('sender', 'no', bindingReason ?? 'From does not belong to the certificate');
}

function form({ form }: Verdict): readonly Finding[] {
  return [
    form.ok
      ? finding('form', 'yes', 'as RFC 6109 prescribes')
      : finding('form', 'no', form.faults.join('; ') || 'not a PEC message'),
    ...form.warnings.map((words) => finding('form', 'warning', words)),
  ];
}

/** Every question with its answer; warnings are apart from faults. */
export function describeVerdict(verdict: Verdict, by: JudgedBy): readonly Finding[] {
  const warnings: Finding[] = [];
  if (verdict.lineEnds === 'lf-made-crlf' && verdict.signature !== 'absent') {
    const words = 'lines of the file end in LF alone: it was judged with CRLF, as it once travelled';
    warnings.push(finding('lines', 'warning', words));
  }
  if (verdict.sha1) {
    const words = 'SHA-1, which providers used until 2018, some until 2024: no longer sure against forgery';
    warnings.push(finding('digest', 'warning', words));
  }
  return [
    signature(verdict),
    ...chain(verdict, by),
    membership(verdict, by),
    binding(verdict),
    ...form(verdict),
    ...warnings,
  ];
}
