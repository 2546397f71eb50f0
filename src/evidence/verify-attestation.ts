import { decodeTransfer, domainOf, latin1ToString, type MimePart } from '#mime';
import { type Instant, type Verdict, verifyRead } from '#pec';
import { ATTESTATION_FILE, type Attestation, readAttestation } from './attestation-document.ts';
import { broken, byRoots, type DossierLink, notJudged, ok } from './dossier-links.ts';
import type { ByteSource } from './dossier-source.ts';
import type { DossierTrust } from './dossier-trust.ts';
import { EvidenceFault } from './fault.ts';
import { verifyInclusionEvidence } from './inclusion-evidence.ts';
import { inItalian } from './italian-reason.ts';
import { evidenceLinks } from './judge-log.ts';
import { readSource } from './judge-message.ts';
import { readLogRecordText } from './log-record-text.ts';

const MAX_OCTETS = 64 * 1_048_576;
const MAX_HEADER_OCTETS = 65_536;

/** An attestation judged: undefined attestation when the message is none. */
export interface AttestationVerdict {
  readonly attestation?: Attestation;
  /** When it says that it was made. */
  readonly newest?: Instant;
  readonly links: readonly DossierLink[];
}

/** Verifies an attestation of the log: who signed it, and each record in it (docs/sealed-log.md). Never throws on bad input. */
export async function verifyAttestation(
  source: ByteSource,
  trust: DossierTrust,
  at: Instant,
): Promise<AttestationVerdict> {
  const message = await readSource(source);
  const part = partNamed(message.index.root, ATTESTATION_FILE);
  if (part === undefined || message.signed === undefined) return { links: [] };
  const { roots, crls = [] } = trust;
  const { content } = message.signed;
  const inside = part.bodyStart >= content.start && part.end <= content.end;
  const verdict = await verifyRead(message, ({ start, end }, name) => source.digest(name, start, end), {
    trust: roots,
    crls,
  });
  const { signature, chain, binding, signer } = verdict;
  const reasons = [verdict.signatureReason, verdict.bindingReason, ...(chain?.reasons ?? [])]
    .filter(Boolean)
    .join('; ');
  const holds = signature === 'valid' && binding === 'ok' && chain?.reasons.length === 0 && inside;
  const who = signer?.subject ?? '';
  const link = holds
    ? ok('message', '', `attestazione, firma valida: ${who}`, `attestation, the signature holds: ${who}`)
    : broken('message', '', `la firma non regge: ${inItalian(reasons)}`, `the signature does not hold: ${reasons}`);
  const signed = signature === 'valid' && binding === 'ok' && inside ? byRoots(link, roots) : link;
  try {
    const octets = decodeTransfer(
      await source.read(part.bodyStart, Math.min(part.end, part.bodyStart + MAX_OCTETS)),
      part.encoding,
    );
    const attestation = readAttestation(octets);
    const { domain } = attestation;
    const checks = await verifyInclusionEvidence(attestation.evidence, { ...trust, crls, domain }, at);
    const unproven = attestation.unproven.map(() =>
      notJudged('inclusion', '', 'più recente dell’ultima testa firmata', 'newer than the last signed head'),
    );
    const made = Date.parse(attestation.made);
    return {
      attestation,
      ...(!Number.isNaN(made) && { newest: made }),
      links: [signed, ...untold(attestation, signer), ...evidenceLinks(checks, roots), ...unproven],
    };
  } catch (fault) {
    if (!(fault instanceof EvidenceFault)) throw fault;
    return { links: [signed, broken('record', ATTESTATION_FILE, inItalian(fault.message), fault.message)] };
  }
}

/** It is of its signer's log, and of the message that it names; without a record it says nothing. */
function untold({ domain, identificativo, evidence, unproven }: Attestation, signer: Verdict['signer']) {
  const faults: DossierLink[] = [];
  if (!signer?.emailAddresses.some((address) => domainOf(address) === domain.toLowerCase()))
    faults.push(broken('message', domain, 'non è il gestore che ha firmato', 'is not the provider that signed'));
  const records = [...evidence.map(({ record }) => record), ...unproven];
  if (records.length === 0) faults.push(broken('record', '', 'non ce n’è nessuna', 'there is none'));
  for (const record of records)
    if (readLogRecordText(record).identificativo !== identificativo)
      faults.push(
        broken('record', identificativo, 'la riga è di un altro messaggio', 'the record is of another message'),
      );
  return faults;
}

/** For readers of files: does the header say that this message is an attestation? */
export async function isAttestation(source: ByteSource): Promise<boolean> {
  const octets = await source.read(0, Math.min(source.size, MAX_HEADER_OCTETS));
  const [header = ''] = latin1ToString(octets).split(/\r?\n\r?\n/, 1);
  return /^x-ceralacca-attestazione:/im.test(header);
}

function partNamed(part: MimePart, name: string): MimePart | undefined {
  if (part.fileName === name) return part;
  for (const child of part.children) {
    const found = partNamed(child, name);
    if (found !== undefined) return found;
  }
  return undefined;
}
