import { useId, useState } from 'react';
import type { PublicEntry } from '#contract';
import { Button, kitTexts, TextArea, TextField, useTexts } from '#kit';
import { AddressFields } from './address-fields.tsx';
import { FormDialog } from './form-dialog.tsx';
import { EMPTY_ADDRESS, type PublicAddress, tidyEntry } from './public-page-draft.ts';
import { holdersWords, pagesWords } from './words.ts';

const MAX_ADDRESSES = 20;

interface Props {
  readonly entry: PublicEntry;
  readonly sections: readonly string[];
  onDone(entry: PublicEntry): void;
  onClose(): void;
}

/** A service, an office or an official, with addresses. */
export function EntryDialog({ entry, sections, onDone, onClose }: Props) {
  const say = useTexts(holdersWords);
  const pages = useTexts(pagesWords);
  const kit = useTexts(kitTexts);
  const list = useId();
  const [draft, setDraft] = useState(entry);
  const set = (change: Partial<PublicEntry>) => setDraft({ ...draft, ...change });
  const setAddress = (at: number, change: Partial<PublicAddress>) =>
    set({ addresses: draft.addresses.map((one, index) => (index === at ? { ...one, ...change } : one)) });
  const field = (name: 'section' | 'name' | 'official' | 'description' | 'ipaCode') => ({
    value: draft[name] ?? '',
    onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value }),
  });
  return (
    <FormDialog
      title={pages('entry')}
      size="lg"
      action={kit('actions.confirm')}
      onSubmit={() => onDone(tidyEntry(draft))}
      onClose={onClose}
    >
      <TextField {...field('section')} label={pages('section')} hint={pages('sectionHint')} list={list} required />
      <datalist id={list}>
        {sections.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <TextField {...field('name')} label={pages('name')} hint={pages('nameHint')} required />
      <TextField {...field('official')} label={pages('official')} isOptional maxLength={200} />
      <TextArea {...field('description')} label={pages('description')} isOptional rows={3} maxLength={1000} />
      <TextField {...field('ipaCode')} label={say('organisations.ipaCode')} isOptional maxLength={20} />
      {draft.addresses.map((address, at) => (
        <AddressFields
          // biome-ignore lint/suspicious/noArrayIndexKey: an address is what is being typed
          key={at}
          address={address}
          number={at + 1}
          onChange={(change) => setAddress(at, change)}
          onRemove={() => set({ addresses: draft.addresses.toSpliced(at, 1) })}
        />
      ))}
      {draft.addresses.length < MAX_ADDRESSES && (
        <Button icon="plus" onClick={() => set({ addresses: [...draft.addresses, EMPTY_ADDRESS] })}>
          {pages('addAddress')}
        </Button>
      )}
    </FormDialog>
  );
}
