import { useState } from 'react';
import { Checkbox, Notice, Select, useTexts } from '#kit';
import { FormDialog } from './form-dialog.tsx';
import { instantOf, MomentFields, NO_MOMENT } from './moment-fields.tsx';
import { RegisterText } from './register-text.tsx';
import { useAct } from './use-api.ts';
import { levelsWords, runningWords } from './words.ts';

const KINDS = ['planned', 'incident', 'malfunction'] as const;
const POINTS = ['AP', 'InP', 'DP'] as const;
type Point = (typeof POINTS)[number];

/** Writes an outage down: what availability and the authority's records are counted by (spec 16.2). */
export function OutageDialog({ onClose }: { onClose: () => void }) {
  const say = useTexts(levelsWords);
  const [kind, setKind] = useState<(typeof KINDS)[number]>('incident');
  const [points, setPoints] = useState<readonly Point[]>(POINTS);
  const [reason, setReason] = useState('');
  const [begun, setBegun] = useState(NO_MOMENT);
  const [ended, setEnded] = useState(NO_MOMENT);
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
    const [from, to] = [instantOf(begun), instantOf(ended)];
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
      <RegisterText
        label={say('outages.reason')}
        hint={say('outages.reasonHint')}
        value={reason}
        onChange={setReason}
      />
      <MomentFields
        dayLabel={say('outages.fromDay')}
        timeLabel={say('outages.fromTime')}
        hint={say('outages.fromHint')}
        value={begun}
        onChange={setBegun}
      />
      <MomentFields
        dayLabel={say('outages.toDay')}
        timeLabel={say('outages.toTime')}
        hint={say('outages.toHint')}
        value={ended}
        onChange={setEnded}
      />
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
