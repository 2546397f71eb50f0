/** A provider with mail that was sent, sealed days, and its office of disclosure; for tests only. */
import { createHash } from 'node:crypto';
import { nodeDigests } from '#adapters/files';
import { type MemoryStore, memoryBlobs, memoryLogFiles, seededRandom } from '#adapters/memory';
import { countersignHead, writeArchive } from '#evidence';
import { openSealing } from '#sealing';
import { openWorld, serviceAddressOf, type TestTimestamper, testSigner, testTimestamper, type World } from '#testing';
import type { DisclosurePorts } from './disclosure.ts';
import { openSealedLog } from './prove-records.ts';
import type { SealedArchive } from './seal-archive.ts';

export const DAY = 24 * 3_600_000;

export interface DisclosureHouse {
  readonly world: World;
  readonly store: MemoryStore;
  readonly files: ReturnType<typeof memoryLogFiles>;
  readonly timestamps: TestTimestamper;
  readonly ports: DisclosurePorts;
  /** DER: trusted for providers and time-stamps. */
  readonly roots: readonly Uint8Array[];
  seal(): Promise<void>;
}

/** Papers as their title: setting type is tried elsewhere. */
const press: DisclosurePorts['press'] = { print: async ({ title }) => new TextEncoder().encode(title.it) };

/** The provider alfa of a world in memory. */
export async function openDisclosureHouse(change: Partial<DisclosurePorts> = {}): Promise<DisclosureHouse> {
  const world = await openWorld();
  const member = world.member('alfa');
  const store = member.disk.inspect as MemoryStore;
  const files = memoryLogFiles();
  const timestamps = await testTimestamper(world.clock);
  const signer = await testSigner('alfa', world.directory.certificateOf('alfa'));
  const { name, domain } = member.spec;
  const common = {
    store,
    digests: nodeDigests,
    random: seededRandom(7),
    legalTime: world.clock,
    currentSigner: () => signer,
  };
  const sealing = openSealing({
    ...common,
    ...{
      files,
      timestamps,
      timestampRoots: [timestamps.root],
      provider: { name, domain },
      node: '1',
      headEveryMs: 3_600_000,
    },
  });
  const witness = await testSigner('beta', world.directory.certificateOf('beta'));
  const witnessesOf = async (name: string) => {
    const p7m = (await store.document(name))!.bytes;
    return [{ domain: 'gestore-beta.example', p7s: await countersignHead(p7m, witness, world.clock.now()) }];
  };
  const ports: DisclosurePorts = {
    ...common,
    blobs: memoryBlobs({ disk: member.disk.blobs }),
    issuer: { name, domain, serviceAddress: serviceAddressOf(member.spec) },
    timestamps,
    sealedLog: openSealedLog({ store, files, digests: nodeDigests, witnessesOf }),
    press,
    program: 'ceralacca test',
    ...change,
  };
  const roots = [...world.directory.roots, timestamps.root];
  return { world, store, files, timestamps, ports, roots, seal: async () => void (await sealing.sealDue()) };
}

/** The octets of the archive. */
export async function archiveBytes({ files }: Pick<SealedArchive, 'files'>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of writeArchive(files)) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}

export const sha256 = (octets: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(octets).digest());
