import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Icon } from './icon.tsx';
import type { IconName } from './icon-names.ts';

export interface MenuItem {
  readonly label: string;
  readonly icon?: IconName | undefined;
  readonly isChosen?: boolean | undefined;
  readonly isDanger?: boolean | undefined;
  readonly isDisabled?: boolean | undefined;
  /** A line above it. */
  readonly isApart?: boolean | undefined;
  readonly lang?: string | undefined;
  readonly note?: string | undefined;
  run(): void;
}

interface Props {
  /** What the button is for, when its face does not say it. */
  readonly label: string;
  readonly face: ReactNode;
  readonly items: readonly MenuItem[];
  readonly side?: 'start' | 'end';
  readonly className?: string;
  /** Stands above the items, for reading only. */
  readonly head?: ReactNode;
}

/** A button that opens a list of acts (ARIA menu button): arrows, Home, End, Esc, first letter. */
export function Menu({ label, face, items, side = 'end', className = 'icon-button', head }: Props) {
  const [isOpen, open] = useState(false);
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    entries(list.current)[0]?.focus();
    const leave = (event: Event) => {
      const inside = event.target instanceof Node && list.current?.parentElement?.contains(event.target);
      if (!inside) open(false);
    };
    document.addEventListener('pointerdown', leave);
    document.addEventListener('focusin', leave);
    return () => {
      document.removeEventListener('pointerdown', leave);
      document.removeEventListener('focusin', leave);
    };
  }, [isOpen]);
  const close = () => {
    open(false);
    button.current?.focus();
  };
  return (
    <div className="menu">
      <button
        ref={button}
        type="button"
        className={className}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        aria-label={label}
        title={label}
        onClick={() => open(!isOpen)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          open(true);
        }}
      >
        {face}
      </button>
      {isOpen && (
        <div className={`menu-list menu-${side}`}>
          {head !== undefined && <div className="menu-head">{head}</div>}
          <div
            ref={list}
            id={id}
            role="menu"
            aria-label={label}
            tabIndex={-1}
            onKeyDown={(event) => move(event, list.current, close)}
          >
            {items.map((item) => (
              <MenuRow key={item.label} item={item} close={close} />
            ))}
          </div>
        </div>
      )}
    </div>
  );
}

function MenuRow({ item, close }: { readonly item: MenuItem; readonly close: () => void }) {
  const role = item.isChosen === undefined ? 'menuitem' : 'menuitemradio';
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: set with role menuitemradio alone
    <button
      type="button"
      role={role}
      aria-checked={item.isChosen}
      aria-disabled={item.isDisabled || undefined}
      tabIndex={-1}
      lang={item.lang}
      className={`menu-item${item.isDanger ? ' menu-danger' : ''}${item.isApart ? ' menu-apart' : ''}`}
      onClick={() => {
        if (item.isDisabled) return;
        close();
        item.run();
      }}
    >
      <span className="menu-mark">
        {item.isChosen ? (
          <Icon name="check" size="sm" />
        ) : (
          item.icon !== undefined && <Icon name={item.icon} size="sm" />
        )}
      </span>
      <span className="menu-words">
        {item.label}
        {item.note !== undefined && <small>{item.note}</small>}
      </span>
    </button>
  );
}

function entries(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])];
}

function move(event: KeyboardEvent, list: HTMLElement | null, close: () => void): void {
  const all = entries(list);
  const at = all.indexOf(document.activeElement as HTMLElement);
  const go = (to: number) => {
    event.preventDefault();
    all[(to + all.length) % all.length]?.focus();
  };
  if (event.key === 'ArrowDown') go(at + 1);
  else if (event.key === 'ArrowUp') go(at - 1);
  else if (event.key === 'Home') go(0);
  else if (event.key === 'End') go(all.length - 1);
  else if (event.key === 'Escape' || event.key === 'Tab') {
    if (event.key === 'Escape') event.preventDefault();
    close();
  } else if (event.key.length === 1 && event.key !== ' ') {
    const letter = event.key.toLowerCase();
    const next = [...all.slice(at + 1), ...all].find((one) => one.textContent?.trim().toLowerCase().startsWith(letter));
    next?.focus();
  }
}
