import { type ReactNode, useRef } from 'react';
import { Button, type ButtonLook } from './button.tsx';

interface Props extends ButtonLook {
  /** Endings and types, as `accept` has them. */
  readonly accept: string;
  readonly isBusy?: boolean;
  readonly children: ReactNode;
  readonly onFile: (file: File) => void;
}

/** Picks a file; the same one may be picked again. */
export function FileButton({ accept, isBusy = false, children, onFile, ...look }: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        onChange={({ target }) => {
          const file = target.files?.[0];
          target.value = '';
          if (file !== undefined) onFile(file);
        }}
      />
      <Button {...look} icon="upload" isBusy={isBusy} onClick={() => input.current?.click()}>
        {children}
      </Button>
    </>
  );
}
