import { type ReactNode, useState } from 'react';
import { Checkbox, ErrorState, plain, Skeleton, TextField, useTexts } from '#kit';
import { type Draftable, type Kept, useKept } from './room-kept.tsx';
import { roomTexts } from './room-texts.ts';
import { useLater } from './write-use-later.ts';

const ASK_AFTER_MS = 250;

interface Props {
  readonly mailbox: string;
  readonly one: Kept<'groups'> | undefined;
  /** `after`: once the group is kept, with its id. */
  readonly save: (body: Draftable<'groups'>, after: (id: string) => Promise<void>) => void;
  readonly foot: ReactNode;
}

/** A group: its name, and who belongs to it. */
export function GroupForm({ mailbox, one, save, foot }: Props) {
  const say = useTexts(roomTexts);
  const [name, setName] = useState(one?.name ?? '');
  const [text, setText] = useState('');
  const contacts = useKept(mailbox, 'contacts', useLater(text.trim(), ASK_AFTER_MS));
  // Only who is put in or taken out here; the rest of a large address book is never looked at.
  const [moved, move] = useState<ReadonlyMap<string, Kept<'contacts'>>>(new Map());
  const isIn = ({ id, groups = [] }: Kept<'contacts'>) =>
    (one !== undefined && groups.includes(one.id)) !== moved.has(id);
  const toggle = (contact: Kept<'contacts'>) => {
    const next = new Map(moved);
    if (!next.delete(contact.id)) next.set(contact.id, contact);
    move(next);
  };
  const keepMembers = async (group: string) => {
    for (const { id, version, groups = [], ...contact } of moved.values()) {
      const others = groups.filter((each) => each !== group);
      const now = groups.includes(group) ? others : [...others, group];
      await contacts.save({ ...contact, groups: now }, { id, version });
    }
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save({ name: name.trim() }, keepMembers);
      }}
    >
      <TextField
        label={say('contacts.name')}
        required
        autoFocus
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <fieldset className="choices">
        <legend>{say('contacts.whoIsIn')}</legend>
        <TextField
          label={say('contacts.find')}
          type="search"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {contacts.list.isPending && <Skeleton lines={2} />}
        {contacts.list.isError && <ErrorState fault={contacts.list.error} />}
        {contacts.list.data?.length === 0 && (
          <p className="quiet">{say(text === '' ? 'contacts.none' : 'contacts.noneFound')}</p>
        )}
        <div className="choices-room">
          {contacts.list.data?.map((contact) => (
            <Checkbox
              key={contact.id}
              label={`${plain(contact.name)} · ${plain(contact.addresses[0]?.address ?? '')}`}
              checked={isIn(contact)}
              onChange={() => toggle(contact)}
            />
          ))}
        </div>
      </fieldset>
      {foot}
    </form>
  );
}

/** Where a group is written to: the first address of each, a certified one before others. */
export function addressesOf(group: string, contacts: readonly Kept<'contacts'>[]): readonly string[] {
  return contacts
    .filter(({ groups = [] }) => groups.includes(group))
    .map(({ addresses }) => (addresses.find(({ kind }) => kind === 'certified') ?? addresses[0])?.address)
    .filter((address) => address !== undefined);
}
