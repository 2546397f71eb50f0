import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button, Dialog, Icon, plain, TextField, useTexts } from '#kit';
import type { Rows } from './mail-queries.ts';
import { webmailTexts } from './webmail-texts.ts';

interface Props {
  readonly mailbox: string;
  /** Those the message has. */
  readonly labels: readonly string[];
  readonly onClose: () => void;
  readonly onChange: (change: { add?: readonly string[]; remove?: readonly string[] }) => void;
}

/** Puts labels on and takes them off. */
export function LabelDialog({ mailbox, labels, onClose, onChange }: Props) {
  const say = useTexts(webmailTexts);
  const [text, setText] = useState('');
  const known = useKnownLabels(mailbox).filter((label) => !labels.includes(label));
  const add = (label: string) => {
    const name = label.trim();
    if (name !== '') onChange({ add: [name] });
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add(text);
  };
  return (
    <Dialog title={say('acts.labelTitle')} size="sm" onClose={onClose}>
      <div className="stack">
        {labels.length > 0 && (
          <ul className="plain row">
            {labels.map((label) => (
              <li key={label}>
                <button
                  type="button"
                  className="chip chip-on"
                  aria-label={say('acts.labelRemove', { label })}
                  onClick={() => {
                    onChange({ remove: [label] });
                    onClose();
                  }}
                >
                  {plain(label)}
                  <Icon name="close" size="xs" />
                </button>
              </li>
            ))}
          </ul>
        )}
        {known.length > 0 && (
          <ul className="plain row">
            {known.map((label) => (
              <li key={label}>
                <button type="button" className="chip" onClick={() => add(label)}>
                  <Icon name="plus" size="xs" />
                  {plain(label)}
                </button>
              </li>
            ))}
          </ul>
        )}
        <form className="stack" onSubmit={submit}>
          <TextField
            label={say('acts.labelNew')}
            value={text}
            maxLength={100}
            onChange={(event) => setText(event.target.value)}
          />
          <div className="form-actions">
            <Button look="primary" type="submit" disabled={text.trim() === ''}>
              {say('acts.labelAdd')}
            </Button>
          </div>
        </form>
      </div>
    </Dialog>
  );
}

/** Labels on the rows that were read lately. */
function useKnownLabels(mailbox: string): readonly string[] {
  const queries = useQueryClient();
  const pages = queries.getQueriesData<Rows>({ queryKey: ['rows', mailbox] });
  const found = new Set(pages.flatMap(([, page]) => page?.rows?.flatMap(({ labels }) => labels) ?? []));
  return [...found].sort((a, b) => a.localeCompare(b)).slice(0, 40);
}
