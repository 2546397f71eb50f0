import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import type { Preflight } from '#contract';
import { type AnswerOf, announce, api, formatDay, Icon, plain, useLanguage, useTexts } from '#kit';
import { isAddressLike, isSame, readAddresses, withAddresses } from './write-addresses.ts';
import { Problems } from './write-check.tsx';
import type { Problem } from './write-problems.ts';
import { writeTexts } from './write-texts.ts';
import { useLater } from './write-use-later.ts';

type Suggestion = AnswerOf<'GET /mailboxes/{mailbox}/addresses'>[number];
const ASK_AFTER_MS = 150;
const MOST_SHOWN = 8;

interface Props {
  readonly mailbox: string;
  readonly label: string;
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
  readonly about: Preflight['recipients'];
  readonly problems: readonly Problem[];
  /** One address at most. */
  readonly isSingle?: boolean;
  readonly isFocused?: boolean;
  readonly hint?: string;
}

/** Addresses as tokens, with suggestions: an ARIA combobox whose list is walked by arrows while the focus stays where one types. */
export function AddressField(props: Props) {
  const { mailbox, label, value, onChange, about, problems, isSingle = false, isFocused = false, hint } = props;
  const say = useTexts(writeTexts);
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [isOpen, open] = useState(false);
  const [at, setAt] = useState(-1);
  const found = useSuggestions(mailbox, text, value);
  const shown = isOpen ? found : [];
  const add = (more: readonly string[]) => {
    if (more.length === 0) return;
    onChange(isSingle ? more.slice(-1) : withAddresses(value, more));
    announce(say('to.added', { address: more.join(', ') }));
    setText('');
    setAt(-1);
    open(false);
  };
  const remove = (address: string) => {
    onChange(value.filter((one) => one !== address));
    announce(say('to.removed', { address }));
    input.current?.focus();
  };
  const choose = (one: Suggestion) => add(one.members ?? [one.address]);
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
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
    } else if (key === 'Backspace' && text === '' && value.length > 0) remove(value.at(-1)!);
  };
  const wrong = problems.some(({ isFault }) => isFault);
  const described = [problems.length > 0 ? `${id}-problems` : '', hint ? `${id}-hint` : ''].filter(Boolean).join(' ');
  return (
    <div className={`write-field${wrong ? ' field-wrong' : ''}`}>
      <label htmlFor={id}>{label}</label>
      <div className="write-value">
        <div
          className="tokens"
          onPointerDown={(event) => {
            if (event.target !== event.currentTarget) return;
            event.preventDefault();
            input.current?.focus();
          }}
        >
          {value.length > 0 && (
            <ul className="plain token-list" aria-label={label}>
              {value.map((address) => (
                <Token
                  key={address}
                  address={address}
                  kind={about.find((one) => isSame(one.address, address))?.kind}
                  onRemove={() => remove(address)}
                />
              ))}
            </ul>
          )}
          <input
            ref={input}
            id={id}
            className="token-input"
            role="combobox"
            aria-expanded={shown.length > 0}
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={shown[at] === undefined ? undefined : `${id}-${at}`}
            aria-describedby={described || undefined}
            aria-invalid={wrong || undefined}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            // biome-ignore lint/a11y/noAutofocus: who opens an empty letter begins with whom it is for
            autoFocus={isFocused}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setAt(-1);
              open(true);
            }}
            onKeyDown={press}
            onPaste={(event) => {
              const pasted = event.clipboardData.getData('text');
              const addresses = readAddresses(pasted);
              if (!addresses.some(isAddressLike)) return;
              event.preventDefault();
              add(addresses);
            }}
            onBlur={() => {
              open(false);
              if (readAddresses(text).some((one) => one.includes('@'))) add(readAddresses(text));
            }}
          />
        </div>
        <div id={`${id}-list`} role="listbox" aria-label={label} className="suggestions" hidden={shown.length === 0}>
          {shown.map((one, place) => (
            <Option
              key={`${one.from} ${one.address} ${one.name}`}
              id={`${id}-${place}`}
              one={one}
              isAt={place === at}
              onChoose={() => choose(one)}
            />
          ))}
        </div>
        <span className="visually-hidden" role="status">
          {shown.length > 0 ? say('to.options', { count: shown.length }) : ''}
        </span>
        {hint !== undefined && (
          <p className="field-hint" id={`${id}-hint`}>
            {hint}
          </p>
        )}
        <Problems id={`${id}-problems`} problems={problems} />
      </div>
    </div>
  );
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

function Token({
  address,
  kind,
  onRemove,
}: {
  readonly address: string;
  readonly kind: 'certified' | 'ordinary' | 'unknown' | undefined;
  readonly onRemove: () => void;
}) {
  const say = useTexts(writeTexts);
  const isBad = !isAddressLike(address);
  const state = isBad ? 'invalid' : kind === 'certified' || kind === 'ordinary' ? kind : undefined;
  return (
    <li className={`token${state === undefined ? '' : ` token-${state}`}`}>
      <span className="break">{plain(address)}</span>
      {state !== undefined && <small className="token-state">{say(`to.${state}`)}</small>}
      <button type="button" className="token-remove" aria-label={say('to.remove', { address })} onClick={onRemove}>
        <Icon name="close" size="xs" />
      </button>
    </li>
  );
}

function Option({
  id,
  one,
  isAt,
  onChoose,
}: {
  readonly id: string;
  readonly one: Suggestion;
  readonly isAt: boolean;
  readonly onChoose: () => void;
}) {
  const say = useTexts(writeTexts);
  const language = useLanguage();
  const from =
    one.from === 'group'
      ? say('to.group', { count: one.members?.length ?? 0 })
      : one.from === 'ipa'
        ? one.asOf === undefined
          ? say('to.ipaUndated')
          : say('to.ipa', { date: formatDay(one.asOf, language) })
        : say(`to.${one.from}`);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field (aria-activedescendant)
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys
    <div
      id={id}
      role="option"
      aria-selected={isAt}
      className="suggestion"
      onPointerDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      <span className="suggestion-name">{plain(one.name === '' ? one.address : one.name)}</span>
      {one.members === undefined && <span className="suggestion-address">{plain(one.address)}</span>}
      <small className="quiet">
        {from}
        {one.kind === 'certified' && ` · ${say('to.certified')}`}
        {one.kind === 'ordinary' && ` · ${say('to.ordinary')}`}
      </small>
    </div>
  );
}
