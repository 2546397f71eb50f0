import { randomBytes } from 'node:crypto';
import { startEmbeddedPostgres } from './embedded.ts';

/**
 * A server process for the tests of the embedded cluster, to be killed: `node test-embedded-process.ts DATA-FOLDER`. Says what it
 * started in one line, and waits.
 */
try {
  const cluster = await startEmbeddedPostgres({
    dataDir: process.argv[2]!,
    log: () => {},
    random: { bytes: (length) => randomBytes(length) },
  });
  const { server } = await cluster.database('alfa');
  console.log(JSON.stringify({ adopted: cluster.adopted, host: server.host, uid: process.getuid?.() }));
  process.stdin.resume();
  process.stdin.on('end', () => cluster.stop().then(() => process.exit(0)));
} catch (error) {
  console.log(JSON.stringify({ fault: `${error}` }));
  process.exit(1);
}
