import * as testing from '#testing';

/** A key and a self-signed certificate for a door on loopback, PEM. */
export function selfSigned(name = 'localhost'): { key: string; cert: string } {
  return testing.selfSigned(name);
}
