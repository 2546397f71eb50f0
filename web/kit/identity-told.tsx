import { GoingOut } from './going-out.tsx';
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
  'identity-credentials',
  'identity-late',
  'identity-consent',
  'identity-blocked',
  'identity-cancelled',
] as const;

const LEFT = { ovunque: 'good', qui: 'wait', no: 'bad' } as const;

/** How signing out with a digital identity ended: `uscita` in the address one comes back to. */
export function LeftTold() {
  const say = useTexts(kitTexts);
  const how = new URLSearchParams(location.search).get('uscita');
  if (how === 'altrove') return <GoingOut />;
  if (how !== 'ovunque' && how !== 'qui' && how !== 'no') return null;
  return <Notice tone={LEFT[how]}>{say(`left.${how}`)}</Notice>;
}

/** Why a journey to a provider of digital identities ended nowhere: `errore` in the address one comes back to. */
export function IdentityTold() {
  const say = useTexts(kitTexts);
  const why = new URLSearchParams(location.search).get('errore');
  const known = FAILURES.find((one) => one === why);
  return known === undefined ? null : <Notice tone="bad">{say(`identity.${known}`)}</Notice>;
}
