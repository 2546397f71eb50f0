import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { nodeDigests, openLogFiles } from '#adapters/files';
import { openPostgresStore, type PostgresStore, type PostgresTarget, startEmbeddedPostgres } from '#adapters/postgres';
import type { Instant } from '#pec';
import { openSealing } from '#sealing';
import { testAuthority, testCertificate, testSigner, testTimestamper } from '#testing';
import { temporaryFolder } from '../e2e/folder.ts';

/** A provider's log on a real database and a real disk, with a clock that is set by hand. */
export interface LogHouse extends AsyncDisposable {
  readonly store: PostgresStore;
  readonly files: Awaited<ReturnType<typeof openLogFiles>>;
  readonly sealing: ReturnType<typeof openSealing>;
  readonly owner: PostgresTarget;
  /** DER. */
  readonly root: Uint8Array;
  /** A further database of the cluster. */
  database(name: string): Promise<{ readonly owner: PostgresTarget; readonly server: PostgresTarget }>;
  moveTo(at: Instant): void;
  now(): Instant;
}

export async function openLogHouse(start: Instant, kind?: 'embedded' | 'machine'): Promise<LogHouse> {
  const folder = temporaryFolder('log');
  const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };
  const options = { dataDir: join(folder, 'postgres'), log: () => {}, random };
  const cluster = await startEmbeddedPostgres(kind === undefined ? options : { ...options, kind });
  const { owner, server } = await cluster.database('alfa');
  let now = start;
  const legalTime = { now: () => now };
  const store = await openPostgresStore({ connection: server });
  const certificate = await testCertificate({
    authority: 'uno',
    keys: 'alfa',
    providerName: 'Gestore Alfa S.p.A.',
    serviceAddress: 'posta-certificata@gestore-alfa.example',
    serial: 50,
  });
  const signer = await testSigner('alfa', certificate);
  const { authority } = await testAuthority('uno');
  const files = await openLogFiles({ dir: join(folder, 'log'), random, legalTime });
  const sealing = openSealing({
    store,
    files,
    currentSigner: () => signer,
    timestamps: await testTimestamper(legalTime),
    timestampRoots: [authority.certificate],
    digests: nodeDigests,
    random,
    legalTime,
    provider: { name: 'Gestore Alfa S.p.A.', domain: 'gestore-alfa.example' },
    node: '1',
    headEveryMs: 3_600_000,
  });
  return {
    store,
    files,
    sealing,
    owner,
    root: authority.certificate,
    database: (name) => cluster.database(name),
    moveTo(at) {
      now = at;
    },
    now: () => now,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Five records a message, a thousand senders, evenly over the time: what the store would have written, put there at once by the owner. */
export function fillSql(records: number, from: Instant, to: Instant): string {
  const instant = `(${from} + (n::float8 / ${records} * ${to - from})::bigint)`;
  const id = `'opec' || n / 5 || '.${from}@gestore-alfa.example'`;
  const sender = `'user' || (n / 5) % 1000 || '@pec.alfa.example'`;
  const recipient = `'user' || (n / 5 * 7) % 1000 || '@pec.beta.example'`;
  const event = `(ARRAY['Accettazione', 'BustaTrasporto', 'PresaInCarico', 'Consegna', 'SmtpInoltro'])[1 + n % 5]`;
  return `INSERT INTO log_record (instant, event, sender, recipients, identificativo, msgid, record)
    SELECT ${instant}, ${event}, ${sender}, ARRAY[${recipient}], ${id}, '<' || n / 5 || '@client.example>',
      json_build_object('instant', ${instant}, 'point', 'AP', 'event', ${event}, 'identificativo', ${id},
        'msgid', '<' || n / 5 || '@client.example>', 'messageId', ${id}, 'mittente', ${sender},
        'destinatari', json_build_array(json_build_object('address', ${recipient}, 'type', 'certificato')),
        'oggetto', 'Oggetto del messaggio numero ' || n, 'gestore', 'Gestore Alfa S.p.A.')
    FROM generate_series(0, ${records - 1}) AS n`;
}
