import { useEffect, useState } from 'react';
import { STEPS, type Step } from './steps.ts';

/** The step that an entry of the browser's history stands for. The first data are sent: nobody goes back to them. */
function stepOf(state: unknown): Step | undefined {
  const named: unknown = Object(state).step;
  return STEPS.find((step) => step === named && step !== 'data');
}

/** The step one is at: back and forward go from step to step, and a reload stays. `first`: where who comes by a link begins. */
export function useStep(first: () => Step): readonly [Step, (next: Step) => void] {
  const [step, setStep] = useState<Step>(() => stepOf(history.state) ?? first());
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for the entry that the page was opened at
  useEffect(() => {
    history.replaceState({ step }, '');
    const turn = (event: PopStateEvent) => {
      const before = stepOf(event.state);
      if (before !== undefined) setStep(before);
    };
    addEventListener('popstate', turn);
    return () => removeEventListener('popstate', turn);
  }, []);
  const go = (next: Step) => {
    if (next !== step) history.pushState({ step: next }, '');
    setStep(next);
  };
  return [step, go];
}
