import { useId, useRef } from 'react';
import type { Preflight } from '#contract';
import { announce, formatDay, Icon, plain, useLanguage, useTexts } from '#kit';
import { isAddressLike, isSame, withAddresses } from './write-addresses.ts';
import { Problems } from './write-check.tsx';
import type { Problem } from './write-problems.ts';
import { writeTexts } from './write-texts.ts';
import { type Suggestion, useCombobox } from './write-use-combobox.ts';

interface Props {
  readonly mailbox: string;
  readonly label: string;
  /** Where the focus goes when something is wrong there. */
  readonly place: Problem['place'];
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
  const { mailbox, label, place, value, onChange, about, problems, isSingle = false, isFocused = false, hint } = props;
  const say = useTexts(writeTexts);
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const remove = (address: string) => {
    onChange(value.filter((one) => one !== address));
    announce(say('to.removed', { address }));
    input.current?.focus();
  };
  const { text, shown, at, choose, onText, onKey, onPaste, onLeave } = useCombobox({
    mailbox,
    value,
    onAdd: (more) => {
      onChange(isSingle ? more.slice(-1) : withAddresses(value, more));
      announce(say('to.added', { address: more.join(', ') }));
    },
    onRemove: remove,
  });
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
            data-place={place}
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
            onChange={(event) => onText(event.target.value)}
            onKeyDown={onKey}
            onPaste={onPaste}
            onBlur={onLeave}
          />
        </div>
        <div id={`${id}-list`} role="listbox" aria-label={label} className="suggestions" hidden={shown.length === 0}>
          {shown.map((one, row) => (
            <Option
              key={`${one.from} ${one.address} ${one.name}`}
              id={`${id}-${row}`}
              one={one}
              isAt={row === at}
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
