import { useState } from 'react';
import { type AnswerOf, Checkbox, formatMinute, useLanguage, useTexts } from '#kit';
import { FormDialog } from './form-dialog.tsx';
import { RegisterText } from './register-text.tsx';
import { useAct } from './use-api.ts';
import { levelsWords } from './words.ts';

type Malfunction = AnswerOf<'GET /admin/service-levels'>['malfunctions'][number];

/** What was done about a malfunction since; with it, perhaps, that it was reported, or is over. */
export function NoteDialog({ malfunction, onClose }: { malfunction: Malfunction; onClose: () => void }) {
  const { id, code, at, reportedAt } = malfunction;
  const say = useTexts(levelsWords);
  const language = useLanguage();
  const [text, setText] = useState('');
  const [isReported, setReported] = useState(false);
  const [isOver, setOver] = useState(false);
  const doing = useAct('POST /admin/malfunctions/{malfunction}/notes', {
    told: say('malfunctions.noteDone'),
    renews: ['GET /admin/service-levels'],
    done: onClose,
  });
  return (
    <FormDialog
      title={say('malfunctions.noteTitle', { code, when: formatMinute(at, language) })}
      action={say('malfunctions.do')}
      isBusy={doing.isPending}
      fault={doing.error}
      onSubmit={() => doing.mutate({ params: { malfunction: id }, body: { text: text.trim(), isReported, isOver } })}
      onClose={onClose}
    >
      <RegisterText
        label={say('malfunctions.noteText')}
        hint={say('malfunctions.textHint')}
        value={text}
        onChange={setText}
      />
      {reportedAt === undefined && (
        <Checkbox
          label={say('malfunctions.isReported')}
          checked={isReported}
          onChange={(event) => setReported(event.target.checked)}
        />
      )}
      <Checkbox
        label={say('malfunctions.isOver')}
        hint={say('malfunctions.isOverHint')}
        checked={isOver}
        onChange={(event) => setOver(event.target.checked)}
      />
    </FormDialog>
  );
}
