import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { Monotonic } from '#ports';

interface NamedKey {
  readonly kid: string | undefined;
  readonly key: KeyObject;
}

/** A provider changes its keys by naming a new one: but nobody makes us ask at will. */
const ASK_AGAIN_MS = 60_000;
const FRESH_MS = 3_600_000;
const MAX_OCTETS = 200_000;
const MAX_KEYS = 50;

/** Keys by which a provider of identities signs (RFC 7517), asked for when they are needed. `ask` throws when they cannot be had. */
export function issuerKeys(ask: () => Promise<Response>, monotonic: Monotonic) {
  let known: { readonly keys: Promise<readonly NamedKey[]>; readonly at: number } | undefined;

  async function keys(mayBeOf: number): Promise<readonly NamedKey[]> {
    const now = monotonic.now();
    if (known === undefined || now - known.at >= mayBeOf) known = { keys: ask().then(read), at: now };
    const asked = known;
    try {
      return await asked.keys;
    } catch (fault) {
      if (known === asked) known = undefined;
      throw fault;
    }
  }

  return async function keysOf(kid: string | undefined): Promise<readonly KeyObject[]> {
    const mine = (all: readonly NamedKey[]) => all.filter((one) => kid === undefined || one.kid === kid);
    const found = mine(await keys(FRESH_MS));
    return (found.length > 0 ? found : mine(await keys(ASK_AGAIN_MS))).map(({ key }) => key);
  };
}

async function read(response: Response): Promise<readonly NamedKey[]> {
  const text = await response.text();
  if (!response.ok || text.length > MAX_OCTETS) throw new Error(`its keys cannot be read (${response.status})`);
  const { keys = [] } = JSON.parse(text) as {
    readonly keys?: readonly (JsonWebKey & { use?: string; kid?: string })[];
  };
  return keys.slice(0, MAX_KEYS).flatMap((jwk) => {
    if (jwk.use !== undefined && jwk.use !== 'sig') return [];
    try {
      return [{ kid: jwk.kid, key: createPublicKey({ key: jwk, format: 'jwk' }) }];
    } catch {
      // Of a kind that we do not know: others may stand beside it.
      return [];
    }
  });
}
