import { useState } from 'react';
import { Select, useTexts } from '#kit';
import { FormDialog } from './form-dialog.tsx';
import { instantOf, MomentFields, NO_MOMENT } from './moment-fields.tsx';
import { RegisterText } from './register-text.tsx';
import { useAct } from './use-api.ts';
import { levelsWords, runningWords } from './words.ts';

const CODES = ['1A', '1B', '2A', '2B', '3A', '3B', '4A', '4B', '5'] as const;

/** Enters a malfunction in the register: entries are added to, never taken away (spec 16.3). */
export function MalfunctionDialog({ onClose }: { onClose: () => void }) {
  const say = useTexts(levelsWords);
  const running = useTexts(runningWords);
  const [code, setCode] = useState<(typeof CODES)[number]>('5');
  const [text, setText] = useState('');
  const [moment, setMoment] = useState(NO_MOMENT);
  const doing = useAct('POST /admin/malfunctions', {
    told: say('malfunctions.done'),
    renews: ['GET /admin/service-levels'],
    done: onClose,
  });
  const submit = () => {
    const at = instantOf(moment);
    doing.mutate({ body: { code, text: text.trim(), ...(at !== undefined && { at }) } });
  };
  return (
    <FormDialog
      title={say('malfunctions.add')}
      action={say('malfunctions.do')}
      isBusy={doing.isPending}
      fault={doing.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{say('malfunctions.lead')}</p>
      <Select
        label={say('malfunctions.code')}
        value={code}
        onChange={(event) => setCode(event.target.value as typeof code)}
      >
        {CODES.map((one) => (
          <option key={one} value={one}>
            {`${one} · ${say(`malfunctions.codes.${one}`)}`}
          </option>
        ))}
      </Select>
      <RegisterText
        label={say('malfunctions.text')}
        hint={say('malfunctions.textHint')}
        value={text}
        onChange={setText}
      />
      <MomentFields
        dayLabel={say('malfunctions.day')}
        timeLabel={running('log.time')}
        hint={say('malfunctions.dayHint')}
        value={moment}
        onChange={setMoment}
      />
    </FormDialog>
  );
}
