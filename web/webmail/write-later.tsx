import { useState } from 'react';
import { Button, Dialog, serverNow, TextField, useTexts } from '#kit';
import { isoOf, romeInstant, romeWall } from './write-rome.ts';
import { writeTexts } from './write-texts.ts';

const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;

/** A day and an hour, as Italian clocks show them. */
export function LaterDialog({
  onClose,
  onChoose,
}: {
  readonly onClose: () => void;
  readonly onChoose: (at: string) => void;
}) {
  const say = useTexts(writeTexts);
  const first = romeWall(serverNow() + HOUR_MS);
  const [day, setDay] = useState(first.day);
  const [hour, setHour] = useState(first.hour);
  const [error, setError] = useState<string>();
  return (
    <Dialog title={say('send.laterTitle')} size="sm" onClose={onClose}>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const at = romeInstant(day, hour);
          const ahead = (at ?? 0) - serverNow();
          if (at === undefined || ahead <= 0 || ahead > YEAR_MS) return setError(say('send.laterWrong'));
          onChoose(isoOf(at));
        }}
      >
        <p className="quiet">{say('send.laterHint')}</p>
        <TextField
          label={say('send.day')}
          type="date"
          autoFocus
          value={day}
          error={error}
          onChange={(event) => setDay(event.target.value)}
        />
        <TextField
          label={say('send.hour')}
          type="time"
          value={hour}
          onChange={(event) => setHour(event.target.value)}
        />
        <div className="form-actions">
          <Button look="primary" type="submit" icon="clock">
            {say('send.laterAction')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
