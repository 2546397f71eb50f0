import type { BackupHead } from './backup-archive.ts';
import type { EmptyDatabase, RestorePlaces } from './backup-places.ts';
import type { LineOfProgress } from './backup-progress.ts';

/** Writes down that and from when the provider was restored, and checks everything. Answers how much was found. */
export async function checkRestored(
  { at }: BackupHead,
  { blobsDir, now }: RestorePlaces,
  { server }: EmptyDatabase,
  line: LineOfProgress,
): Promise<number> {
  const [{ openFileBlobs }, { checkStore, openPostgresStore }, { systemRandom }, { auditMessage }, { HEARTBEAT }] =
    await Promise.all([
      import('#adapters/files'),
      import('#adapters/postgres'),
      import('#config'),
      import('#message-log'),
      import('#provider'),
    ]);
  {
    await using store = await openPostgresStore({ connection: server });
    await store.commit({
      // Nobody knows from here when the service stopped: it is no outage until somebody says so.
      forget: [HEARTBEAT],
      log: [
        {
          instant: now(),
          point: 'SYS',
          event: 'Amministrazione',
          eccezioni: [`ripristino della copia di sicurezza del ${at}`],
        },
      ],
    });
  }
  await using blobs = await openFileBlobs({ dir: blobsDir, random: systemRandom(), legalTime: { now } });
  const result = await checkStore({
    ...{ connection: server, blobs, now: now(), audit: auditMessage, perRule: 1 },
    onPart: (done, of) => line.say(() => `checking: ${done} of ${of} rules`),
  });
  return [...result.counts.values()].reduce((sum, count) => sum + count, 0);
}
