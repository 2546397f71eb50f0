import { useSyncExternalStore } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { kitTexts } from './kit-texts.ts';
import { LiveStore } from './live-store.ts';
import { useTexts } from './texts.ts';

interface Question {
  readonly title: string;
  readonly text: string;
  /** What the button says that does it: a verb. */
  readonly action: string;
  readonly isDanger?: boolean;
}

const asked = new LiveStore<(Question & { answer(yes: boolean): void }) | undefined>(undefined);

/** Asks before something that cannot be taken back. */
export function ask(question: Question): Promise<boolean> {
  return new Promise((resolve) => {
    asked.set({
      ...question,
      answer(yes) {
        asked.set(undefined);
        resolve(yes);
      },
    });
  });
}

/** Where questions appear, once a page. */
export function QuestionPlace() {
  const question = useSyncExternalStore(asked.subscribe, asked.get);
  const say = useTexts(kitTexts);
  if (question === undefined) return null;
  return (
    <Dialog
      title={question.title}
      size="sm"
      onClose={() => question.answer(false)}
      actions={
        <>
          <Button onClick={() => question.answer(false)}>{say('actions.cancel')}</Button>
          <Button look={question.isDanger ? 'danger' : 'primary'} onClick={() => question.answer(true)}>
            {question.action}
          </Button>
        </>
      }
    >
      <p>{question.text}</p>
    </Dialog>
  );
}
