import { useQuery } from '@tanstack/react-query';
import { type ClipboardEvent, type KeyboardEvent, useState } from 'react';
import { type AnswerOf, api } from '#kit';
import { isAddressLike, isSame, readAddresses } from './write-addresses.ts';
import { useLater } from './write-use-later.ts';

export type Suggestion = AnswerOf<'GET /mailboxes/{mailbox}/addresses'>[number];
const ASK_AFTER_MS = 150;
const MOST_SHOWN = 8;

interface Asked {
  readonly mailbox: string;
  readonly value: readonly string[];
  /** Of one address or more. */
  readonly onAdd: (addresses: readonly string[]) => void;
  readonly onRemove: (address: string) => void;
}

/** What is typed where addresses are chosen, what is suggested for it, and what the keys do with both. */
export function useCombobox({ mailbox, value, onAdd, onRemove }: Asked) {
  const [text, setText] = useState('');
  const [isOpen, open] = useState(false);
  const [at, setAt] = useState(-1);
  const found = useSuggestions(mailbox, text, value);
  const shown = isOpen ? found : [];
  const add = (more: readonly string[]) => {
    if (more.length === 0) return;
    onAdd(more);
    setText('');
    setAt(-1);
    open(false);
  };
  const choose = (one: Suggestion) => add(one.members ?? [one.address]);
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    const { key } = event;
    const chosen = shown[at];
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      if (found.length === 0) return;
      event.preventDefault();
      open(true);
      setAt((at + (key === 'ArrowDown' ? 1 : at < 0 ? 0 : -1) + found.length) % found.length);
    } else if (key === 'Escape' && isOpen) {
      event.stopPropagation();
      open(false);
      setAt(-1);
    } else if (key === 'Enter' || key === ',' || key === ';' || (key === 'Tab' && text.trim() !== '')) {
      if (key !== 'Tab') event.preventDefault();
      if (chosen !== undefined && key !== ',' && key !== ';') choose(chosen);
      else add(readAddresses(text));
    } else if (key === 'Backspace' && text === '' && value.length > 0) onRemove(value.at(-1)!);
  };
  return {
    text,
    shown,
    at,
    choose,
    onKey,
    onText(typed: string) {
      setText(typed);
      setAt(-1);
      open(true);
    },
    onPaste(event: ClipboardEvent<HTMLInputElement>) {
      const addresses = readAddresses(event.clipboardData.getData('text'));
      if (!addresses.some(isAddressLike)) return;
      event.preventDefault();
      add(addresses);
    },
    onLeave() {
      open(false);
      // Whoever goes on believes that it is there: a name that is no address stands among the others, and is told of.
      add(readAddresses(text));
    },
  };
}

function useSuggestions(mailbox: string, text: string, value: readonly string[]): readonly Suggestion[] {
  const asked = useLater(text.trim(), ASK_AFTER_MS);
  const { data = [] } = useQuery({
    queryKey: ['addresses', mailbox, asked],
    queryFn: ({ signal }) => api('GET /mailboxes/{mailbox}/addresses', { mailbox }, { query: { text: asked }, signal }),
    enabled: asked.length > 0,
    retry: false,
  });
  if (text.trim() === '') return [];
  return data
    .filter(({ address, members }) => members !== undefined || !value.some((one) => isSame(one, address)))
    .slice(0, MOST_SHOWN);
}
