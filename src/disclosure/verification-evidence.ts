import { CmsFault, readSignedData } from '#cms';
import { hex } from '#mime';
import { type Instant, isoLegalTime } from '#pec';
import { type Evidence, evidenceAt, indexEvidenceAt } from '#provider-index';
import { type KeptReceipt, readStored } from './collect-message.ts';
import type { DisclosurePorts } from './disclosure.ts';
import { bytesPart, type DossierPart } from './sealed-parts.ts';

const HOUR_MS = 3_600_000;
/** Of a message to many recipients receipts come at many times: as many moments are looked up. */
const MAX_MOMENTS = 200;

/** What is needed to judge the messages again, years later: certificates, revocation lists and the index of their time (spec 15.5). */
export async function verificationParts(
  receipts: readonly KeptReceipt[],
  ports: DisclosurePorts,
): Promise<{ readonly parts: readonly DossierPart[]; readonly hasIndex: boolean; readonly hasCrl: boolean }> {
  const moments = momentsOf(receipts.map(({ record }) => record.instant));
  const lists = new Map<string, Evidence>();
  for (const at of moments) {
    for (const kind of ['crl', 'ocsp'] as const)
      for (const one of await evidenceAt(ports.store, kind, { at })) lists.set(one.sha256, one);
  }
  const [first] = moments;
  const index = first === undefined ? undefined : await indexEvidenceAt(ports.store, first);
  const ofIndex = index && bytesPart('indice/indice.ldif.p7m', 'index', index.bytes, { at: isoLegalTime(index.first) });
  const ofLists = [...lists.values()].map(({ kind, bytes, sha256, first: at }) =>
    bytesPart(`revoche/${sha256.slice(0, 16)}.${kind}`, kind === 'ocsp' ? 'ocsp' : 'crl', bytes, {
      at: isoLegalTime(at),
    }),
  );
  const parts = [...(await certificateParts(receipts, ports)), ...ofLists, ...(ofIndex ? [ofIndex] : [])];
  return { parts, hasIndex: ofIndex !== undefined, hasCrl: ofLists.length > 0 };
}

/** One moment of each hour is enough: lists are had less often. */
function momentsOf(instants: readonly Instant[]): readonly Instant[] {
  const byHour = new Map(instants.map((at) => [Math.floor(at / HOUR_MS), at]));
  return [...byHour.values()].sort((a, b) => a - b).slice(0, MAX_MOMENTS);
}

async function certificateParts(
  receipts: readonly KeptReceipt[],
  ports: DisclosurePorts,
): Promise<readonly DossierPart[]> {
  const found = new Map<string, Uint8Array>();
  for (const { message } of receipts) {
    if (message === undefined) continue;
    const { signed } = await readStored(message, ports);
    for (const der of certificatesIn(signed?.signature)) {
      const hasher = ports.digests.sha256();
      hasher.update(der);
      found.set(hex(hasher.digest()), der);
    }
  }
  return Array.from(found, ([sha256, der]) => bytesPart(`certificati/${sha256.slice(0, 16)}.cer`, 'certificate', der));
}

function certificatesIn(signature: Uint8Array | undefined): readonly Uint8Array[] {
  if (signature === undefined) return [];
  try {
    return readSignedData(signature).certificates;
  } catch (fault) {
    if (fault instanceof CmsFault) return [];
    throw fault;
  }
}
