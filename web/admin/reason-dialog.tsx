import { type FormEvent, type ReactNode, useState } from 'react';
import { Button, Dialog, ErrorLine, focusFirstFault, kitTexts, TextField, useTexts } from '#kit';
import { frameWords } from './words.ts';

interface Props {
  readonly title: string;
  /** What will happen, in words, before it happens. */
  readonly consequences: readonly string[];
  /** A verb. */
  readonly action: string;
  readonly isDanger?: boolean;
  readonly isBusy: boolean;
  readonly fault: unknown;
  readonly children?: ReactNode;
  onDo(reason: string): void;
  onClose(): void;
}

/** Before an act on somebody else's things: what will happen, and why it is done; the reason goes into the log. */
export function ReasonDialog({
  title,
  consequences,
  action,
  isDanger = false,
  isBusy,
  fault,
  children,
  onDo,
  onClose,
}: Props) {
  const say = useTexts(frameWords);
  const kit = useTexts(kitTexts);
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const words = reason.trim();
    setMissing(words === '');
    if (words === '') focusFirstFault(event.currentTarget);
    // Fields of this act that are wanted, or wrong, are told by the browser.
    else if (event.currentTarget.reportValidity()) onDo(words);
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <p className="consequences-title">{say('acts.whatHappens')}</p>
        <ul className="consequences">
          {consequences.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
        {children}
        <TextField
          label={say('acts.reason')}
          hint={say('acts.reasonHint')}
          value={reason}
          maxLength={500}
          required
          error={isMissing ? say('acts.reasonMissing') : undefined}
          onChange={(event) => setReason(event.target.value)}
        />
        <ErrorLine fault={fault} />
        <div className="form-actions">
          <Button onClick={onClose}>{kit('actions.cancel')}</Button>
          <Button type="submit" look={isDanger ? 'danger' : 'primary'} isBusy={isBusy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
