import { type ReactNode, useState } from 'react';
import { Checkbox, plain, TextArea, TextField, useTexts } from '#kit';
import type { Draftable, Kept } from './room-kept.tsx';
import { roomTexts } from './room-texts.ts';
import { isStorable } from './write-addresses.ts';

/** A person or an office, with all its addresses. */
export function ContactForm({
  one,
  groups,
  save,
  foot,
}: {
  readonly one: Kept<'contacts'> | undefined;
  readonly groups: readonly Kept<'groups'>[];
  readonly save: (body: Draftable<'contacts'>) => void;
  readonly foot: ReactNode;
}) {
  const say = useTexts(roomTexts);
  const [name, setName] = useState(one?.name ?? '');
  const [organisation, setOrganisation] = useState(one?.organisation ?? '');
  const [addresses, setAddresses] = useState((one?.addresses ?? []).map(({ address }) => address).join('\n'));
  const [phone, setPhone] = useState(one?.phone ?? '');
  const [notes, setNotes] = useState(one?.notes ?? '');
  const [inGroups, setGroups] = useState<readonly string[]>(one?.groups ?? []);
  const [errors, setErrors] = useState<{ name?: string; addresses?: string }>({});
  const submit = () => {
    const given = addresses.split(/[\s,;]+/).filter(Boolean);
    const wrong = given.find((address) => !isStorable(address));
    const next = {
      ...(name.trim() === '' && { name: say('contacts.needsName') }),
      ...(given.length === 0 && { addresses: say('contacts.needs') }),
      ...(wrong !== undefined && { addresses: say('contacts.wrong', { address: wrong }) }),
    };
    setErrors(next);
    if (Object.keys(next).length > 0) return;
    save({
      name: name.trim(),
      addresses: given.map((address) => one?.addresses.find((known) => known.address === address) ?? { address }),
      groups: [...inGroups],
      ...(organisation.trim() !== '' && { organisation: organisation.trim() }),
      ...(phone.trim() !== '' && { phone: phone.trim() }),
      ...(notes.trim() !== '' && { notes }),
    });
  };
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextField
        label={say('contacts.name')}
        autoFocus
        value={name}
        error={errors.name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label={say('contacts.organisation')}
        isOptional
        value={organisation}
        onChange={(event) => setOrganisation(event.target.value)}
      />
      <TextArea
        label={say('contacts.addresses')}
        rows={3}
        value={addresses}
        error={errors.addresses}
        onChange={(event) => setAddresses(event.target.value)}
      />
      <TextField
        label={say('contacts.phone')}
        isOptional
        value={phone}
        onChange={(event) => setPhone(event.target.value)}
      />
      <TextArea
        label={say('contacts.notes')}
        isOptional
        rows={3}
        value={notes}
        onChange={(event) => setNotes(event.target.value)}
      />
      {groups.length > 0 && (
        <fieldset className="choices">
          <legend>{say('contacts.inGroups')}</legend>
          {groups.map(({ id, name: group }) => (
            <Checkbox
              key={id}
              label={plain(group)}
              checked={inGroups.includes(id)}
              onChange={(event) =>
                setGroups(event.target.checked ? [...inGroups, id] : inGroups.filter((other) => other !== id))
              }
            />
          ))}
        </fieldset>
      )}
      {foot}
    </form>
  );
}
