import type { Monotonic } from '#ports';
import type { HttpListener } from './open-http-listener.ts';

/** Something that must be well for work to be sent here: `database`, `clock`. Rejects or answers false when it is not. */
export type Readiness = Readonly<Record<string, () => Promise<boolean>>>;

/** An answer holds for so long: whoever asks more often costs nothing. */
const KEPT_MS = 3_000;
const PATIENCE_MS = 2_500;

/**
 * `/healthz`: this process answers (else it is to be started again). `/readyz`: everything behind it answers too (else nobody is to be sent
 * here for now); says of each whether it is well, and nothing more, since anybody may ask.
 */
export function serveHealth({ app, closing }: HttpListener, readiness: Readiness, monotonic: Monotonic): void {
  let kept: { readonly at: number; readonly checks: Promise<Readonly<Record<string, boolean>>> } | undefined;

  function checks(): Promise<Readonly<Record<string, boolean>>> {
    const now = monotonic.now();
    if (kept === undefined || now - kept.at >= KEPT_MS) kept = { at: now, checks: askAll(readiness) };
    return kept.checks;
  }

  app.get('/healthz', (_, reply) => reply.type('application/json').send('{"status":"ok"}'));
  app.get('/readyz', async (_, reply) => {
    const found = await checks();
    const isReady = !closing.aborted && Object.values(found).every((isWell) => isWell);
    return reply
      .code(isReady ? 200 : 503)
      .type('application/json')
      .send(JSON.stringify({ status: isReady ? 'ready' : 'not-ready', checks: found }));
  });
}

async function askAll(readiness: Readiness): Promise<Readonly<Record<string, boolean>>> {
  const answers = await Promise.all(
    Object.entries(readiness).map(async ([name, ask]) => [name, await inTime(ask)] as const),
  );
  return Object.fromEntries(answers);
}

async function inTime(ask: () => Promise<boolean>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  const asked = ask().catch(() => false);
  return await Promise.race([asked, late]).finally(() => clearTimeout(timer));
}
