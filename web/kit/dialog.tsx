import { type ReactNode, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { IconButton } from './button.tsx';
import { kitTexts } from './kit-texts.ts';
import { useTexts } from './texts.ts';

interface Props {
  readonly title: string;
  /** By Esc, the cross, or whoever opened it. */
  readonly onClose: () => void;
  readonly size?: 'sm' | 'md' | 'lg' | 'full';
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** Over everything: the browser keeps the focus inside, makes the rest inert and gives the focus back. Shown while it is mounted. */
export function Dialog({ title, onClose, size = 'md', actions, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const scrolls = useScrolls(body);
  const id = useId();
  const say = useTexts(kitTexts);
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    if (dialog !== null && !dialog.open) {
      dialog.showModal();
      // Else the cross has it: React gives the focus while the dialog is still hidden.
      dialog.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    }
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={`dialog dialog-${size}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className="dialog-box">
        <div className="dialog-head">
          <h2 id={id}>{title}</h2>
          <IconButton icon="close" label={say('actions.close')} onClick={onClose} />
        </div>
        <div ref={body} className="dialog-body" tabIndex={scrolls ? 0 : undefined}>
          {children}
        </div>
        {actions !== undefined && <div className="dialog-foot">{actions}</div>}
      </div>
    </dialog>
  );
}

/** Is there more in it than is in sight? Then it is a stop of the Tab key, for who has no mouse (WCAG 2.1.1). */
function useScrolls(ref: RefObject<HTMLElement | null>): boolean {
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const room = ref.current;
    if (room === null) return;
    const look = () => setScrolls(room.scrollHeight > room.clientHeight + 1);
    const sizes = new ResizeObserver(look);
    const content = new MutationObserver(look);
    sizes.observe(room);
    content.observe(room, { childList: true, subtree: true, characterData: true, attributeFilter: ['open'] });
    room.addEventListener('load', look, true);
    return () => {
      sizes.disconnect();
      content.disconnect();
      room.removeEventListener('load', look, true);
    };
  }, [ref]);
  return scrolls;
}
