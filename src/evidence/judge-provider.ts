import { readCertificate, readSignedData } from '#cms';
import { domainOf } from '#mime';
import { broken, type DossierLink } from './dossier-links.ts';
import { type DossierManifest, MANIFEST } from './dossier-manifest.ts';
import type { JudgedMessage } from './judge-message.ts';
import type { LogEntry } from './log-record-text.ts';

/** Mail domains of the certificate that signed, by its addresses; undefined where the signature cannot be read. */
export async function signersDomains(signature: Uint8Array): Promise<readonly string[] | undefined> {
  try {
    const { signerCertificate } = readSignedData(signature, { maxBytes: signature.length });
    if (signerCertificate === undefined) return undefined;
    return (await readCertificate(signerCertificate)).emailAddresses.map(domainOf);
  } catch {
    // That it cannot be read is told as a link already.
    return undefined;
  }
}

/**
 * A dossier is of one message and by one provider: the one that certified it signs the manifest. What another signs over true receipts would
 * say of them what it likes. One link for each that is not so.
 */
export function judgeProvider(
  { provider: { domain } }: DossierManifest,
  signature: readonly string[] | undefined,
  envelope: JudgedMessage | undefined,
): readonly DossierLink[] {
  const of = (name: string, kind: 'manifest' | 'message', domains: readonly string[] | undefined) => {
    if (domains === undefined || domains.includes(domain.toLowerCase())) return [];
    // A certificate without an address (of a server, of a time-stamp authority) is no provider's.
    const [da, by] =
      domains.length === 0
        ? ['chi non è un gestore', 'nobody with an address']
        : [domains.join(', '), domains.join(', ')];
    return [broken(kind, name, `firmato da ${da}, non da ${domain}`, `signed by ${by}, not by ${domain}`)];
  };
  return [
    ...of(MANIFEST.signature, 'manifest', signature),
    ...(envelope ? of(envelope.name, 'message', envelope.verdict.signer?.emailAddresses.map(domainOf)) : []),
  ];
}

/** The records of a dossier are of its message alone: those of another, to the same recipient, would tell of a delivery that never was. */
export function judgeSubject({ message }: DossierManifest, entries: readonly LogEntry[]): readonly DossierLink[] {
  return entries
    .filter(({ identificativo }) => identificativo !== message?.identificativo)
    .map(({ seq }) => broken('record', String(seq), 'è di un altro messaggio', 'is of another message'));
}
