import type { Activation } from '#contract';

export const STEPS = ['data', 'identity', 'terms', 'address', 'password'] as const;
export type Step = (typeof STEPS)[number];

type Standing = Pick<Activation, 'state' | 'termsVersion' | 'address'> & { readonly evidence: readonly unknown[] };

/** Which steps of a request are done. Terms that have changed since are to be read again. */
export function doneSteps(request: Standing | undefined, termsInForce: string): ReadonlySet<Step> {
  const done = new Set<Step>();
  if (request === undefined) return done;
  done.add('data');
  if (request.evidence.length > 0) done.add('identity');
  if (request.termsVersion === termsInForce) done.add('terms');
  if (request.address !== undefined) done.add('address');
  if (request.state === 'active') for (const step of STEPS) done.add(step);
  return done;
}

/** Where to go on: the next step after this one that is not done, else the first that is not. */
export function nextStep(done: ReadonlySet<Step>, after?: Step): Step {
  const from = after === undefined ? 0 : STEPS.indexOf(after) + 1;
  const left = (steps: readonly Step[]) => steps.find((step) => !done.has(step));
  return left(STEPS.slice(from)) ?? left(STEPS) ?? 'password';
}

/** What is missing before a password can be chosen. */
export function missingSteps(done: ReadonlySet<Step>): readonly Step[] {
  return STEPS.filter((step) => step !== 'password' && !done.has(step));
}
