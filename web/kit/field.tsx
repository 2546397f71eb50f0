import { type ComponentProps, type ReactNode, useId, useState } from 'react';
import { Icon } from './icon.tsx';
import { kitTexts } from './kit-texts.ts';
import { useTexts } from './texts.ts';

interface FieldText {
  readonly label: string;
  /** What helps to fill it in. */
  readonly hint?: ReactNode;
  /** What is wrong with it; empty: nothing. */
  readonly error?: string | undefined;
  /** The label is read out only. */
  readonly isLabelHidden?: boolean;
}

export interface FieldIds {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

/** A label, what stands in the field, a hint and what is wrong, tied together for everybody. */
export function Field({
  label,
  hint,
  error,
  isLabelHidden = false,
  isOptional = false,
  children,
}: FieldText & { readonly isOptional?: boolean; readonly children: (ids: FieldIds) => ReactNode }) {
  const id = useId();
  const say = useTexts(kitTexts);
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter((one) => one !== '').join(' ');
  return (
    <div className={`field${error ? ' field-wrong' : ''}`}>
      <label className={isLabelHidden ? 'visually-hidden' : undefined} htmlFor={id}>
        {label}
        {isOptional && <span className="field-optional"> ({say('states.optional')})</span>}
      </label>
      {hint && (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined })}
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  );
}

type Only<T extends 'input' | 'textarea' | 'select'> = Omit<ComponentProps<T>, 'id' | 'className'> &
  FieldText & { readonly isOptional?: boolean };

export function TextField({ label, hint, error, isLabelHidden, isOptional, ...rest }: Only<'input'>) {
  return (
    <Field {...fieldProps({ label, hint, error, isLabelHidden, isOptional })}>
      {(ids) => <input type="text" {...rest} {...ids} className="input" data-autofocus={rest.autoFocus || undefined} />}
    </Field>
  );
}

export function TextArea({ label, hint, error, isLabelHidden, isOptional, ...rest }: Only<'textarea'>) {
  return (
    <Field {...fieldProps({ label, hint, error, isLabelHidden, isOptional })}>
      {(ids) => <textarea rows={5} {...rest} {...ids} className="input" data-autofocus={rest.autoFocus || undefined} />}
    </Field>
  );
}

export function Select({ label, hint, error, isLabelHidden, isOptional, children, ...rest }: Only<'select'>) {
  return (
    <Field {...fieldProps({ label, hint, error, isLabelHidden, isOptional })}>
      {(ids) => (
        <select {...rest} {...ids} className="input select">
          {children}
        </select>
      )}
    </Field>
  );
}

export function PasswordField({ label, hint, error, isLabelHidden, isOptional, ...rest }: Only<'input'>) {
  const [isShown, show] = useState(false);
  const say = useTexts(kitTexts);
  return (
    <Field {...fieldProps({ label, hint, error, isLabelHidden, isOptional })}>
      {(ids) => (
        <div className="input-with-button">
          <input {...rest} {...ids} type={isShown ? 'text' : 'password'} className="input" />
          <button
            type="button"
            className="icon-button"
            aria-pressed={isShown}
            aria-label={say('actions.showPassword')}
            onClick={() => show(!isShown)}
          >
            <Icon name={isShown ? 'password-invisible' : 'password-visible'} size="sm" />
          </button>
        </div>
      )}
    </Field>
  );
}

type CheckboxProps = Omit<ComponentProps<'input'>, 'type' | 'className'> & {
  readonly label: ReactNode;
  readonly hint?: string;
  /** What is wrong with it; empty: nothing. */
  readonly error?: string | undefined;
  readonly isLabelHidden?: boolean;
};

export function Checkbox({ label, hint, error, isLabelHidden = false, ...rest }: CheckboxProps) {
  const id = useId();
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter((one) => one !== '').join(' ');
  return (
    <div className="check">
      <input
        {...rest}
        type="checkbox"
        id={id}
        aria-describedby={described || undefined}
        aria-invalid={error ? true : undefined}
      />
      <label htmlFor={id}>
        <span className={isLabelHidden ? 'visually-hidden' : undefined}>{label}</span>
      </label>
      {hint !== undefined && (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  );
}

/** What is wrong; the field, or the group of choices, says by `aria-describedby` that it is about it. */
export function FieldError({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  return (
    <p className="field-error" id={id}>
      <Icon name="warning-circle" size="xs" /> {children}
    </p>
  );
}

interface Loose {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly isLabelHidden?: boolean | undefined;
  readonly isOptional?: boolean | undefined;
}

function fieldProps({ label, hint, error, isLabelHidden = false, isOptional = false }: Loose) {
  return { label, hint, error, isLabelHidden, isOptional };
}
