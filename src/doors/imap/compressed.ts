import type { Duplex } from 'node:stream';
import { constants, createDeflateRaw, createInflateRaw, type DeflateRaw, type InflateRaw } from 'node:zlib';

/** Little memory for each of many idle connections, at a few per cent more octets; what comes in may use any window. */
const OUT = { flush: constants.Z_SYNC_FLUSH, windowBits: 13, memLevel: 5, chunkSize: 8_192 } as const;
const IN = { chunkSize: 8_192, highWaterMark: 8_192 } as const;

/**
 * The connection compressed both ways (RFC 4978). All that is written is flushed; what comes is inflated piece by piece, as far as it is
 * read. `early` came before and is compressed already.
 */
export function compressed(
  wire: Duplex,
  early: Uint8Array,
): { readonly input: InflateRaw; readonly output: DeflateRaw } {
  const input = createInflateRaw(IN);
  const output = createDeflateRaw(OUT);
  const drop = () => {
    input.destroy();
    output.destroy();
    wire.destroy();
  };
  // What cannot be inflated, or a connection that is lost, ends all of it.
  input.on('error', drop);
  output.on('error', drop);
  wire.once('close', drop);
  if (early.length > 0) input.write(early);
  wire.pipe(input);
  output.pipe(wire);
  return { input, output };
}
