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

/** What the message presents itself as. */
export function describeKind(verdict: Verdict): string {
  const { number } = verdict;
  if (number === 'ordinary') return 'ordinary mail, not PEC';
  if (number === 'unknown') return 'a PEC message of no known kind';
  return `${NOTICE_TYPES[number].name} (${number})`;
}

function signature({ signature, signatureReason, digestAlgorithm, signer }: Verdict): Finding {
  if (signature === 'absent') return finding('signature', 'no', 'there is none');
  if (signature === 'invalid') return finding('signature', 'no', signatureReason ?? 'it does not hold');
  return finding('signature', 'yes', `it holds: ${digestAlgorithm}, by ${signer?.subject ?? 'the certificate inside'}`);
}

function chain({ chain, at, atFrom }: Verdict): readonly Finding[] {
  if (chain === undefined) return [finding('certificate', 'not judged', 'there is no certificate to judge')];
  const when = at === undefined ? 'at no known time' : `at ${new Date(at).toISOString()}`;
  const source = { given: 'the time you gave', 'date-header': 'Date of the message', daticert: 'time in daticert.xml' };
  const sound =
    chain.path === 'ok' && chain.validity === 'ok' && chain.nameConstraints === 'ok' && chain.keyUsage === 'ok';
  const certificate = sound
    ? finding('certificate', 'yes', `it leads to a trusted root and was valid ${when} (${source[atFrom ?? 'given']})`)
    : finding(
        'certificate',
        'no',
        `${chain.reasons.join('; ') || chain.pathReason || 'it cannot be trusted'} (judged ${when})`,
      );
  const revocation = {
    good: finding('revocation', 'yes', 'not revoked, by the lists given'),
    revoked: finding(
      'revocation',
      'no',
      `revoked${chain.revokedAt === undefined ? '' : ` since ${new Date(chain.revokedAt).toISOString()}`}`,
    ),
    'not-judged': finding('revocation', 'not judged', 'no list was given (--crl)'),
    unavailable: finding('revocation', 'no', 'no list given covers that time'),
  }[chain.revocation];
  return [certificate, revocation];
}

function membership({ inIndex, record }: Verdict): Finding {
  if (inIndex === 'not-judged') return finding('provider', 'not judged', 'no index of providers was given (--index)');
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
export function describeVerdict(verdict: Verdict): readonly Finding[] {
  const warnings: Finding[] = [];
  if (verdict.lineEnds === 'lf-made-crlf')
    warnings.push(
      finding(
        'lines',
        'warning',
        'the file had lines ending in LF alone: it was judged with CRLF, as it once travelled',
      ),
    );
  if (verdict.sha1) warnings.push(finding('digest', 'warning', 'SHA-1: no longer sure against forgery'));
  return [signature(verdict), ...chain(verdict), membership(verdict), binding(verdict), ...form(verdict), ...warnings];
}
