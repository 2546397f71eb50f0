import type { FormEvent, ReactNode } from 'react';
import { Button, Dialog, ErrorLine, kitTexts, useTexts } from '#kit';

interface Props {
  readonly title: string;
  readonly size?: 'sm' | 'md' | 'lg';
  /** A verb; "save" unless said otherwise. */
  readonly action?: string;
  readonly isBusy?: boolean;
  readonly isDisabled?: boolean;
  readonly fault?: unknown;
  readonly children: ReactNode;
  onSubmit(): void;
  onClose(): void;
}

/** A form over the page: its fields, what went wrong, and the two ways out. */
export function FormDialog({
  title,
  size = 'md',
  action,
  isBusy = false,
  isDisabled = false,
  fault,
  children,
  onSubmit,
  onClose,
}: Props) {
  const kit = useTexts(kitTexts);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <Dialog title={title} size={size} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        {children}
        <ErrorLine fault={fault} />
        <div className="form-actions">
          <Button onClick={onClose}>{kit('actions.cancel')}</Button>
          <Button type="submit" look="primary" disabled={isDisabled} isBusy={isBusy}>
            {action ?? kit('actions.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
