import type { ProviderConfig, SigningConfig } from '#config';
import { type CertificateFacts, isToCome } from './signing-calendar.ts';
import type { Activation } from './signing-facts.ts';

/**
 * The two places that the settings have for a key and its certificate. They take turns: while one is in force, the next key is put in the
 * other. What is in them is known by its digest, so that files may as well be moved from one to the other.
 */
export function placesOf({ next, ...signing }: ProviderConfig['signing']): readonly SigningConfig[] {
  return next === undefined ? [signing] : [signing, next];
}

/** A certificate in one of the places. */
interface Placed {
  readonly certificate: { readonly sha256: string };
  readonly facts: CertificateFacts;
}

/**
 * Which of the certificates in the two places signs: the one put in force last; else the first, if it never was replaced. Undefined: none
 * of those that are there may sign.
 */
export function inForceOf<T extends Placed>(placed: readonly (T | undefined)[], active: Activation | undefined) {
  const [first] = placed;
  const chosen = placed.find((one) => one !== undefined && one.certificate.sha256 === active?.sha256);
  return chosen ?? (first !== undefined && isToCome(first.facts) ? first : undefined);
}
