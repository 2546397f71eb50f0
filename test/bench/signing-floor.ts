import { generateKeyPairSync, sign } from 'node:crypto';
import { cpus } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const SECONDS = 3;

/** Raw RSA-2048 signatures a second on all cores, nothing else done: what four signatures an exchange can never beat. */
export async function signingFloor(): Promise<number> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const counts = cpus().map(
    () =>
      new Promise<number>((resolve, reject) => {
        const worker = new Worker(new URL(import.meta.url), { workerData: { pem, seconds: SECONDS } });
        worker.once('message', resolve);
        worker.once('error', reject);
      }),
  );
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0) / SECONDS;
}

if (!isMainThread && workerData?.pem) {
  const { pem, seconds } = workerData as { pem: string; seconds: number };
  const data = new Uint8Array(128);
  const key = await import('node:crypto').then(({ createPrivateKey }) => createPrivateKey(pem));
  const end = performance.now() + seconds * 1000;
  let count = 0;
  while (performance.now() < end) {
    for (let batch = 0; batch < 20; batch++) sign('sha256', data, key);
    count += 20;
  }
  parentPort!.postMessage(count);
}
