import { digest, signCades, timestampResponse } from '#cms';
import {
  bytesContent,
  type DossierManifest,
  MANIFEST,
  type ManifestFile,
  type MissingPart,
  type WeighedFile,
  weigh,
  writeManifest,
  writeSums,
} from '#evidence';
import { hex } from '#mime';
import { isoLegalTime } from '#pec';
import { TimestampUnavailable } from '#ports';
import { type Asker, DisclosureFault, type DisclosurePorts, nameOf } from './disclosure.ts';
import type { DossierPart } from './sealed-parts.ts';

/** An archive ready to be written: `writeArchive(files)`. */
export interface SealedArchive {
  readonly manifest: DossierManifest;
  readonly files: readonly WeighedFile[];
  /** Why there is no time-stamp; it can be had later. */
  readonly unstamped?: string;
}

export interface ArchiveOrder {
  readonly kind: DossierManifest['kind'];
  readonly asker: Asker;
  readonly parts: readonly DossierPart[];
  readonly missing: readonly MissingPart[];
  readonly message?: DossierManifest['message'];
}

/** Weighs every file, writes the manifest, signs it and has it stamped. */
export async function sealArchive(order: ArchiveOrder, ports: DisclosurePorts): Promise<SealedArchive> {
  const weighed = await weighParts(order.parts, ports);
  const at = ports.legalTime.now();
  const { issuer } = ports;
  const manifest: DossierManifest = {
    dossier: 1,
    kind: order.kind,
    program: ports.program,
    provider: { name: issuer.name, domain: issuer.domain, ...(issuer.isTest && { test: true }) },
    made: isoLegalTime(at),
    askedBy: nameOf(order.asker),
    ...(order.message && { message: order.message }),
    missing: order.missing,
    files: weighed.map(({ file }) => file),
  };
  const octets = writeManifest(manifest);
  const signature = await signManifest(octets, at, ports);
  const stamp = await stampOf(signature, ports);
  const sealed: [string, Uint8Array][] = [
    [MANIFEST.manifest, octets],
    [MANIFEST.signature, signature],
    ...('token' in stamp ? [[MANIFEST.timestamp, timestampResponse(stamp.token)] as [string, Uint8Array]] : []),
  ];
  const seals = await Promise.all(sealed.map(([name, bytes]) => weighBytes(name, bytes, ports)));
  const inside = [...seals, ...weighed.map((one) => one.weighed)];
  const sums = writeSums(inside.map(({ name, sha256 }) => [name, hex(sha256)]));
  const files = [...inside, await weighBytes(MANIFEST.sums, sums, ports)];
  return { manifest, files, ...('why' in stamp && { unstamped: stamp.why }) };
}

function weighBytes(name: string, bytes: Uint8Array, { digests }: DisclosurePorts): Promise<WeighedFile> {
  return weigh(name, bytesContent(bytes), digests.sha256());
}

async function weighParts(parts: readonly DossierPart[], { digests }: DisclosurePorts) {
  const out: { readonly weighed: WeighedFile; readonly file: ManifestFile }[] = [];
  for (const { name, role, content, at, of, expected } of parts) {
    const weighed = await weigh(name, content, digests.sha256());
    const sha256 = hex(weighed.sha256);
    if (expected !== undefined && expected !== sha256)
      throw new DisclosureFault(`${name} is damaged: its octets are not those that were stored (run: ceralacca check)`);
    const file = {
      name,
      role,
      size: weighed.size,
      sha256,
      ...(at !== undefined && { at }),
      ...(of !== undefined && { of }),
    };
    out.push({ weighed, file });
  }
  return out;
}

/** CAdES, detached, by the key of PEC operations. */
async function signManifest(octets: Uint8Array, at: number, { currentSigner }: DisclosurePorts): Promise<Uint8Array> {
  const signer = currentSigner();
  const { certificate, chain } = signer;
  const cmsSigner = { certificate, chain, sign: (data: Uint8Array) => signer.sign(data, 'fascicolo') };
  return await signCades(cmsSigner, { sha256: await digest('sha256', octets) }, { signingTime: at });
}

async function stampOf(signature: Uint8Array, { timestamps }: DisclosurePorts) {
  if (timestamps === undefined) return { why: 'no time-stamp authority is set' };
  try {
    return { token: await timestamps.stamp(await digest('sha256', signature)) };
  } catch (fault) {
    if (fault instanceof TimestampUnavailable) return { why: fault.message };
    throw fault;
  }
}
