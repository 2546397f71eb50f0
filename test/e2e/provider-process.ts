import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { ProviderConfig } from '#config';
import { until } from './poll.ts';

const ENTRY = new URL('../../src/sandbox/provider-process.ts', import.meta.url);

/** Those who live there have been put there. */
const NOBODY = { mailboxes: [], holders: [], organisations: [], staff: [], offsetMs: 0 };

export interface ExtraProcess extends AsyncDisposable {
  readonly child: ChildProcess;
}

/** One more process of a provider that runs already: same database, same bodies, another node name. */
export async function joinProvider(config: ProviderConfig): Promise<ExtraProcess> {
  const child = fork(ENTRY, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  let answer: { readonly kind: string; readonly fault?: string } | undefined;
  child.on('message', (message: { readonly kind: string }) => {
    if (message.kind === 'answer') answer = message;
  });
  child.send({ kind: 'call', id: 1, name: 'start', argument: { ...NOBODY, config } });
  const started = await until('the process has started', () => answer, 60_000);
  if (started.fault !== undefined) {
    child.kill();
    throw new Error(started.fault);
  }
  return {
    child,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
