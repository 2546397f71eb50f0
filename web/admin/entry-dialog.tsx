import { type FormEvent, useId, useState } from 'react';
import type { PublicEntry } from '#contract';
import { Button, Checkbox, Dialog, kitTexts, Select, TextArea, TextField, useTexts } from '#kit';
import { EMPTY_ADDRESS, type PublicAddress, tidyEntry } from './public-page-draft.ts';
import { holdersWords, pagesWords } from './words.ts';

const ROLES = ['institutional', 'sector', 'front-office', 'official'] as const;

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
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onDone(tidyEntry(draft));
  };
  return (
    <Dialog title={pages('entry')} size="lg" onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <TextField
          label={pages('section')}
          hint={pages('sectionHint')}
          list={list}
          value={draft.section}
          required
          onChange={(event) => set({ section: event.target.value })}
        />
        <datalist id={list}>
          {sections.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
        <TextField
          label={pages('name')}
          hint={pages('nameHint')}
          value={draft.name}
          required
          onChange={(event) => set({ name: event.target.value })}
        />
        <TextField
          label={pages('official')}
          isOptional
          value={draft.official ?? ''}
          maxLength={200}
          onChange={(event) => set({ official: event.target.value })}
        />
        <TextArea
          label={pages('description')}
          isOptional
          rows={3}
          maxLength={1000}
          value={draft.description ?? ''}
          onChange={(event) => set({ description: event.target.value })}
        />
        <TextField
          label={say('organisations.ipaCode')}
          isOptional
          maxLength={20}
          value={draft.ipaCode ?? ''}
          onChange={(event) => set({ ipaCode: event.target.value })}
        />
        {draft.addresses.map((address, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an address is what is being typed
          <fieldset className="stack boxed" key={at}>
            <legend>{pages('addressNumber', { number: at + 1 })}</legend>
            <TextField
              label={say('mailboxes.address')}
              type="email"
              value={address.address}
              onChange={(event) => setAddress(at, { address: event.target.value })}
            />
            <div className="pair">
              <Select
                label={pages('kind')}
                value={address.kind}
                onChange={(event) =>
                  setAddress(at, { kind: event.target.value as PublicAddress['kind'], certifiedOnly: false })
                }
              >
                <option value="certified">{pages('certified')}</option>
                <option value="ordinary">{pages('ordinary')}</option>
              </Select>
              <Select
                label={pages('role')}
                value={address.role ?? ''}
                onChange={(event) => setAddress(at, { role: (event.target.value || undefined) as never })}
              >
                <option value="">{pages('noRole')}</option>
                {ROLES.map((role) => (
                  <option key={role} value={role}>
                    {pages(`roles.${role}`)}
                  </option>
                ))}
              </Select>
            </div>
            <TextField
              label={pages('label')}
              hint={pages('labelHint')}
              isOptional
              maxLength={100}
              value={address.label ?? ''}
              onChange={(event) => setAddress(at, { label: event.target.value })}
            />
            {address.kind === 'certified' && (
              <Checkbox
                label={pages('certifiedOnly')}
                hint={pages('certifiedOnlyHint')}
                checked={address.certifiedOnly}
                onChange={(event) => setAddress(at, { certifiedOnly: event.target.checked })}
              />
            )}
            <Button
              look="quiet"
              size="sm"
              icon="delete"
              onClick={() => set({ addresses: draft.addresses.toSpliced(at, 1) })}
            >
              {pages('removeAddress', { number: at + 1 })}
            </Button>
          </fieldset>
        ))}
        {draft.addresses.length < 20 && (
          <Button icon="plus" onClick={() => set({ addresses: [...draft.addresses, EMPTY_ADDRESS] })}>
            {pages('addAddress')}
          </Button>
        )}
        <div className="form-actions">
          <Button onClick={onClose}>{kit('actions.cancel')}</Button>
          <Button type="submit" look="primary">
            {kit('actions.confirm')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
