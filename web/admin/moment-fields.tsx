import { TextField } from '#kit';
import { typedInstant } from './log-words.ts';

/** A day and an hour as they are typed. */
export interface TypedMoment {
  readonly day: string;
  readonly time: string;
}
export const NO_MOMENT: TypedMoment = { day: '', time: '' };

/** The instant in Italian time; undefined: nothing was typed, and the moment is now. */
export function instantOf({ day, time }: TypedMoment): string | undefined {
  return day === '' ? undefined : typedInstant(day, time);
}

interface Props {
  readonly dayLabel: string;
  readonly timeLabel: string;
  readonly hint: string;
  readonly value: TypedMoment;
  onChange(value: TypedMoment): void;
}

/** A moment that may be left out; an hour alone says nothing, so it wants its day. */
export function MomentFields({ dayLabel, timeLabel, hint, value, onChange }: Props) {
  const needsDay = value.day === '' && value.time !== '';
  return (
    <div className="pair">
      <TextField
        label={dayLabel}
        hint={hint}
        isOptional={!needsDay}
        required={needsDay}
        type="date"
        value={value.day}
        onChange={(event) => onChange({ ...value, day: event.target.value })}
      />
      <TextField
        label={timeLabel}
        isOptional
        type="time"
        value={value.time}
        onChange={(event) => onChange({ ...value, time: event.target.value })}
      />
    </div>
  );
}
