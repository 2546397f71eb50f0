import { useId } from 'react';

/** How far something is; without `value`: at work, nobody knows how long. */
export function Progress({
  label,
  value,
  max = 1,
  note,
}: {
  label: string;
  value?: number | undefined;
  max?: number;
  note?: string | undefined;
}) {
  const id = useId();
  return (
    <div className="progress">
      <div className="progress-words">
        <span id={id}>{label}</span>
        {note !== undefined && <span className="progress-note">{note}</span>}
      </div>
      <progress aria-labelledby={id} max={max} {...(value === undefined ? {} : { value })} />
    </div>
  );
}

/** A measure with its limit: quota. */
export function Meter({
  label,
  value,
  max,
  note,
  tone = 'info',
}: {
  label: string;
  value: number;
  max: number;
  note: string;
  tone?: 'info' | 'wait' | 'bad';
}) {
  const id = useId();
  return (
    <div className={`meter meter-${tone}`}>
      <div className="progress-words">
        <span id={id}>{label}</span>
        <span className="progress-note">{note}</span>
      </div>
      <meter aria-labelledby={id} min={0} max={Math.max(max, 1)} value={Math.min(value, max)} />
    </div>
  );
}
