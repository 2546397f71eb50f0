import { useState } from 'react';
import { Checkbox, Notice, Select, TextArea, TextField, useTexts } from '#kit';
import { FormDialog } from './form-dialog.tsx';
import { typedInstant } from './log-words.ts';
import { useAct } from './use-api.ts';
import { levelsWords, runningWords } from './words.ts';

const KINDS = ['planned', 'incident', 'malfunction'] as const;
const POINTS = ['AP', 'InP', 'DP'] as const;
type Point = (typeof POINTS)[number];
const EMPTY = { fromDay: '', fromTime: '', toDay: '', toTime: '' };

/** Writes an outage down: what availability and the authority's records are counted by (spec 16.2). */
export function OutageDialog({ onClose }: { onClose: () => void }) {
  const say = useTexts(levelsWords);
  const [kind, setKind] = useState<(typeof KINDS)[number]>('incident');
  const [points, setPoints] = useState<readonly Point[]>(POINTS);
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState(EMPTY);
  const [isOutside, setOutside] = useState(false);
  const [isPointMissing, setPointMissing] = useState(false);
  const doing = useAct('POST /admin/outages', {
    told: say('outages.done'),
    renews: ['GET /admin/service-levels', 'GET /admin/overview'],
    done: onClose,
  });
  const submit = () => {
    setPointMissing(points.length === 0);
    if (points.length === 0) return;
    const from = typed.fromDay === '' ? undefined : typedInstant(typed.fromDay, typed.fromTime);
    const to = typed.toDay === '' ? undefined : typedInstant(typed.toDay, typed.toTime);
    const span = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
    doing.mutate({ body: { kind, points: [...points], reason: reason.trim(), counts: !isOutside, ...span } });
  };
  return (
    <FormDialog
      title={say('outages.add')}
      action={say('outages.do')}
      isBusy={doing.isPending}
      fault={doing.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{say('outages.lead')}</p>
      <Select label={say('outages.kind')} value={kind} onChange={(event) => setKind(event.target.value as typeof kind)}>
        {KINDS.map((one) => (
          <option key={one} value={one}>
            {say(`outages.kinds.${one}`)}
          </option>
        ))}
      </Select>
      <PointFields points={points} onChange={setPoints} />
      {isPointMissing && <Notice tone="bad">{say('outages.noPoint')}</Notice>}
      <TextArea
        label={say('outages.reason')}
        hint={say('outages.reasonHint')}
        value={reason}
        required
        maxLength={500}
        rows={3}
        onChange={(event) => setReason(event.target.value.replace(/\n/g, ' '))}
      />
      <SpanFields typed={typed} onChange={setTyped} />
      <Checkbox
        label={say('outages.outside')}
        checked={isOutside}
        onChange={(event) => setOutside(event.target.checked)}
      />
    </FormDialog>
  );
}

function PointFields({ points, onChange }: { points: readonly Point[]; onChange: (points: readonly Point[]) => void }) {
  const say = useTexts(levelsWords);
  const running = useTexts(runningWords);
  const choose = (point: Point, isChosen: boolean) =>
    onChange(POINTS.filter((one) => (one === point ? isChosen : points.includes(one))));
  return (
    <fieldset>
      <legend>{say('outages.stopped')}</legend>
      {POINTS.map((point) => (
        <Checkbox
          key={point}
          label={running(`points.${point}`)}
          checked={points.includes(point)}
          onChange={(event) => choose(point, event.target.checked)}
        />
      ))}
    </fieldset>
  );
}

function SpanFields({ typed, onChange }: { typed: typeof EMPTY; onChange: (typed: typeof EMPTY) => void }) {
  const say = useTexts(levelsWords);
  const fields = [
    ['fromDay', 'date', say('outages.fromHint')],
    ['fromTime', 'time', undefined],
    ['toDay', 'date', say('outages.toHint')],
    ['toTime', 'time', undefined],
  ] as const;
  const field = ([name, type, hint]: (typeof fields)[number]) => (
    <TextField
      key={name}
      label={say(`outages.${name}`)}
      {...(hint !== undefined && { hint })}
      isOptional
      type={type}
      value={typed[name]}
      onChange={(event) => onChange({ ...typed, [name]: event.target.value })}
    />
  );
  return (
    <>
      <div className="pair">{fields.slice(0, 2).map(field)}</div>
      <div className="pair">{fields.slice(2).map(field)}</div>
    </>
  );
}
