import { digest, signCades } from '#cms';
import { type Attestation, attestationMessage, type InclusionEvidence, logRecordText } from '#evidence';
import { hex } from '#mime';
import { isoLegalTime } from '#pec';
import { type Asker, type DisclosurePorts, nameOf } from './disclosure.ts';
import type { LoggedReceipt } from './find-receipts.ts';

export interface AttestationFacts {
  readonly receipt: LoggedReceipt;
  readonly asker: Asker;
  /** Absent: no head covers the record yet. */
  readonly evidence: readonly InclusionEvidence[] | undefined;
}

/** What the log says of a receipt whose octets are kept no more: a message of its own kind, signed by the provider. */
export async function attest(
  { receipt, asker, evidence }: AttestationFacts,
  ports: DisclosurePorts,
): Promise<Uint8Array> {
  const { issuer, legalTime, random, currentSigner } = ports;
  const { record, kind } = receipt;
  const at = legalTime.now();
  const attestation: Attestation = {
    provider: issuer.name,
    domain: issuer.domain,
    ...(issuer.isTest && { test: true }),
    made: isoLegalTime(at),
    askedBy: nameOf(asker),
    receipt: kind,
    identificativo: record.identificativo ?? '',
    evidence: evidence ?? [],
    unproven: evidence === undefined ? [logRecordText(record)] : [],
  };
  const unsigned = attestationMessage({
    ...{ attestation, issuer, at, boundarySeed: hex(random.bytes(12)), facts: factsOf(receipt) },
    ...(asker.kind === 'holder' && { to: asker.address }),
    ...(record.oggetto !== undefined && { subject: record.oggetto }),
  });
  const signer = currentSigner();
  const { certificate, chain } = signer;
  const cmsSigner = { certificate, chain, sign: (data: Uint8Array) => signer.sign(data, 'attestazione') };
  return unsigned.assemble(
    await signCades(cmsSigner, { sha256: await digest('sha256', unsigned.signedPart) }, { signingTime: at }),
  );
}

function factsOf({ record, kind }: LoggedReceipt): readonly string[] {
  const { instant, event, tipo, mittente, destinatari, consegna, ricezione, oggetto, erroreEsteso, gestore, sha256 } =
    record;
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['ricevuta', kind],
    ['data e ora', isoLegalTime(instant)],
    ['evento', event],
    ['tipo', tipo],
    ['mittente', mittente],
    ['destinatari', destinatari?.map(({ address, type }) => `${address} (${type})`).join(', ')],
    ['consegna', consegna],
    ['ricezione', ricezione?.join(', ')],
    ['oggetto', oggetto],
    ['errore', erroreEsteso],
    ['gestore emittente', gestore],
    ['SHA-256 della ricevuta', sha256],
  ];
  return lines.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [`  ${name}: ${value}`]));
}
