import type { ComponentProps, ReactNode } from 'react';
import { Icon } from './icon.tsx';
import type { IconName } from './icon-names.ts';

export interface ButtonLook {
  readonly look?: 'primary' | 'outline' | 'quiet' | 'danger' | undefined;
  readonly size?: 'sm' | 'md' | undefined;
  readonly isWide?: boolean | undefined;
}

/** Classes of a button, for a link that looks like one. */
export function buttonClass({ look = 'outline', size = 'md', isWide = false }: ButtonLook = {}): string {
  return `button button-${look} button-${size}${isWide ? ' button-wide' : ''}`;
}

type Props = ComponentProps<'button'> &
  ButtonLook & {
    readonly icon?: IconName | undefined;
    /** At work: says so and takes no second press. */
    readonly isBusy?: boolean | undefined;
    readonly children: ReactNode;
  };

export function Button({
  look,
  size,
  isWide,
  icon,
  isBusy = false,
  children,
  className = '',
  onClick,
  ...rest
}: Props) {
  return (
    <button
      type="button"
      {...rest}
      className={`${buttonClass({ look, size, isWide })} ${className}`}
      aria-disabled={isBusy || undefined}
      data-busy={isBusy || undefined}
      onClick={(event) => (isBusy ? event.preventDefault() : onClick?.(event))}
    >
      {isBusy ? <span className="spinner" aria-hidden="true" /> : icon !== undefined && <Icon name={icon} size="sm" />}
      <span>{children}</span>
    </button>
  );
}

type IconButtonProps = Omit<ComponentProps<'button'>, 'children'> & {
  readonly icon: IconName;
  /** What it does: read out, and shown when the pointer rests. */
  readonly label: string;
  /** Key that does the same. */
  readonly keys?: string | undefined;
};

export function IconButton({ icon, label, keys, className = '', ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={`icon-button ${className}`}
      aria-label={label}
      aria-keyshortcuts={keys}
      title={keys === undefined ? label : `${label} (${keys})`}
    >
      <Icon name={icon} size="sm" />
    </button>
  );
}
