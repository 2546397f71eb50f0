import type { Writable } from 'node:stream';

/**
 * Who reads what a command prints may have enough of it (`ceralacca log days | head`): that is no fault. What the command does besides
 * printing is done to its end, and its exit code is its own. Any other fault of an output (a full disk) is one of the command: `onFault`
 * ends it. May be asked again of the same output.
 */
export function endQuietly(onFault: (fault: Error) => void, ...outputs: readonly Writable[]): void {
  for (const output of outputs) {
    if (watched.has(output)) continue;
    watched.add(output);
    output.on('error', (fault: NodeJS.ErrnoException) => {
      if (fault.code !== 'EPIPE') onFault(fault);
    });
  }
}

const watched = new WeakSet<Writable>();
