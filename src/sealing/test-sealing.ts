import { nodeDigests } from '#adapters/files';
import { type MemoryClock, memoryClock, memoryLogFiles, openMemoryStore, seededRandom } from '#adapters/memory';
import type { Day } from '#evidence';
import type { Instant } from '#pec';
import type { LogRecord, Signer } from '#ports';
import { type TestTimestamper, testAuthority, testCertificate, testSigner, testTimestamper } from '#testing';
import { openSealing } from './seal-due.ts';
import type { SealingPorts } from './sealing-ports.ts';

/** 2026-03-01T10:00:00+01:00, a Sunday: four weeks before the clocks change. */
export const START: Instant = Date.UTC(2026, 2, 1, 9);
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const PROVIDER = { name: 'Gestore Alfa S.p.A.', domain: 'gestore-alfa.example' };

/** Everything one office of sealing needs, in memory; for tests only. */
export interface SealingHouse {
  readonly clock: MemoryClock;
  readonly store: ReturnType<typeof openMemoryStore>;
  readonly files: ReturnType<typeof memoryLogFiles>;
  readonly timestamps: TestTimestamper;
  readonly signer: Signer;
  /** DER. */
  readonly root: Uint8Array;
  ports(change?: Partial<SealingPorts>): SealingPorts;
  open(change?: Partial<SealingPorts>): ReturnType<typeof openSealing>;
  /** Writes records of the present instant. */
  write(...records: readonly Partial<LogRecord>[]): Promise<void>;
  text(day: Day): string;
  document(name: string): unknown;
}

export async function openHouse(start = START, files = memoryLogFiles()): Promise<SealingHouse> {
  const clock = memoryClock(start);
  const store = openMemoryStore();
  const timestamps = await testTimestamper(clock);
  const certificate = await testCertificate({
    authority: 'uno',
    keys: 'alfa',
    providerName: PROVIDER.name,
    serviceAddress: `posta-certificata@${PROVIDER.domain}`,
    serial: 50,
  });
  const signer = await testSigner('alfa', certificate);
  const { authority } = await testAuthority('uno');
  const random = seededRandom(1);
  const ports = (change: Partial<SealingPorts> = {}): SealingPorts => ({
    store,
    files,
    currentSigner: () => signer,
    timestamps,
    timestampRoots: [authority.certificate],
    digests: nodeDigests,
    random,
    legalTime: clock,
    provider: PROVIDER,
    node: '1',
    headEveryMs: HOUR,
    ...change,
  });
  return {
    clock,
    store,
    files,
    timestamps,
    signer,
    root: authority.certificate,
    ports,
    open: (change) => openSealing(ports(change)),
    async write(...records) {
      const log = records.map(
        (record) => ({ instant: clock.now(), point: 'AP', event: 'Accettazione', ...record }) as LogRecord,
      );
      await store.commit({ log });
    },
    text: (day) => new TextDecoder().decode(files.kept.get(`${day}.log`)),
    document: (name) => {
      const document = store.state.documents.get(name);
      return document && JSON.parse(new TextDecoder().decode(document.bytes));
    },
  };
}
