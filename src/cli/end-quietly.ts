import type { Writable } from 'node:stream';

/**
 * Who reads what a command prints may have enough of it (`ceralacca log days | head`): that is no fault. What the command does besides
 * printing is done to its end, and its exit code is its own. May be asked again of the same output.
 */
export function endQuietly(...outputs: readonly Writable[]): void {
  for (const output of outputs) if (!output.listeners('error').includes(pass)) output.on('error', pass);
}

function pass(fault: NodeJS.ErrnoException): void {
  if (fault.code !== 'EPIPE') throw fault;
}
