import type * as Pkcs11 from 'pkcs11js';
import { TokenFault, type TokenPlace } from './token-calls.ts';

/** The slot in which the token with this label is; says which tokens are there when it is not. */
export function findSlot(module: Pkcs11.PKCS11, { module: path, token }: TokenPlace): Pkcs11.Handle {
  const present: string[] = [];
  for (const slot of module.C_GetSlotList(true)) {
    const label = module.C_GetTokenInfo(slot).label.trimEnd();
    if (label === token) return slot;
    if (label !== '') present.push(`"${label}"`);
  }
  const others = present.length === 0 ? 'there is none' : `there is ${present.join(', ')}`;
  throw new TokenFault('no-token', `the module ${path} shows no token "${token}": ${others}`);
}
