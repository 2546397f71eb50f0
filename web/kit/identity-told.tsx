import { kitTexts } from './kit-texts.ts';
import { Notice } from './states.tsx';
import { useTexts } from './texts.ts';

const FAILURES = [
  'identity-over',
  'identity-refused',
  'identity-weak',
  'identity-unavailable',
  'identity-unknown',
  'identity-other',
] as const;

/** Why a journey to a provider of digital identities ended nowhere: `errore` in the address one comes back to. */
export function IdentityTold() {
  const say = useTexts(kitTexts);
  const why = new URLSearchParams(location.search).get('errore');
  const known = FAILURES.find((one) => one === why);
  return known === undefined ? null : <Notice tone="bad">{say(`identity.${known}`)}</Notice>;
}
