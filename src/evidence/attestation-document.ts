import { isObject, parseObject } from './dossier-manifest.ts';
import { EvidenceFault } from './fault.ts';
import type { InclusionEvidence } from './inclusion-evidence.ts';
import { readInclusionEvidence, writeInclusionEvidence } from './inclusion-json.ts';

/** Stands on an attestation, and on no message of the norm: what it is may never be mistaken for a receipt. */
export const ATTESTATION_HEADER = 'X-Ceralacca-Attestazione';
export const ATTESTATION_PREFIX = 'ATTESTAZIONE DAL REGISTRO: ';
export const ATTESTATION_FILE = 'attestazione.json';

/** What the log says of a receipt whose octets are kept no more. */
export interface Attestation {
  readonly provider: string;
  readonly domain: string;
  readonly test?: true;
  /** ISO 8601, Europe/Rome. */
  readonly made: string;
  readonly askedBy: string;
  /** What was lost, in the words of the holder: `accettazione`, `consegna`, … */
  readonly receipt: string;
  readonly identificativo: string;
  /** The records, each with its way into a signed head. */
  readonly evidence: readonly InclusionEvidence[];
  /** Records that no head covers yet. */
  readonly unproven: readonly string[];
}

export function writeAttestation({ evidence, ...told }: Attestation): Uint8Array {
  const value = { attestation: 1, ...told, evidence: JSON.parse(writeInclusionEvidence(evidence)) };
  return new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`);
}

/** Throws EvidenceFault when these octets are no attestation; nothing in it is verified yet. */
export function readAttestation(octets: Uint8Array): Attestation {
  const value = parseObject(octets, ATTESTATION_FILE);
  if (value.attestation !== 1) throw new EvidenceFault(`${ATTESTATION_FILE}: not an attestation of version 1`);
  const { provider, domain, made, askedBy, receipt, identificativo, unproven, evidence } = value;
  const texts = [provider, domain, made, askedBy, receipt, identificativo];
  if (texts.some((text) => typeof text !== 'string')) throw new EvidenceFault(`${ATTESTATION_FILE}: not complete`);
  if (!Array.isArray(unproven) || !unproven.every((text) => typeof text === 'string') || !isObject(evidence))
    throw new EvidenceFault(`${ATTESTATION_FILE}: the records are faulty`);
  return { ...(value as unknown as Attestation), evidence: readInclusionEvidence(JSON.stringify(evidence)) };
}
