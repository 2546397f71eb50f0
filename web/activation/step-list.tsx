import { Icon, useTexts } from '#kit';
import { STEPS, type Step } from './steps.ts';
import { words } from './words.ts';

/** Where one is: all steps with their state, in words too. Steps that can be gone to are buttons. */
export function StepList({
  done,
  current,
  onGo,
}: {
  done: ReadonlySet<Step>;
  current: Step;
  onGo?: ((step: Step) => void) | undefined;
}) {
  const say = useTexts(words);
  return (
    <nav aria-label={say('progress', { done: done.size, all: STEPS.length })}>
      <ol className="step-list">
        {STEPS.map((step, at) => {
          const isDone = done.has(step);
          const isHere = step === current;
          const face = (
            <>
              <span className="step-mark" aria-hidden="true">
                {isDone ? <Icon name="check" size="sm" /> : at + 1}
              </span>
              <span className="step-name">
                {say(`steps.${step}`)}
                <span className="visually-hidden">
                  : {isDone ? say('isDone') : isHere ? say('isHere') : say('isToDo')}
                </span>
              </span>
            </>
          );
          const canGo = onGo !== undefined && step !== 'data' && !isHere;
          return (
            <li
              key={step}
              className={`step${isDone ? ' step-done' : ''}${isHere ? ' step-here' : ''}`}
              aria-current={isHere ? 'step' : undefined}
            >
              {canGo ? (
                <button type="button" onClick={() => onGo(step)}>
                  {face}
                </button>
              ) : (
                <span>{face}</span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
