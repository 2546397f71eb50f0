import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { Badge, buttonClass, plain, TextField, useTexts } from '#kit';
import { DirectoryFinds } from './contact-directory.tsx';
import { ContactFiles } from './contact-files.tsx';
import { ContactForm } from './contact-form.tsx';
import { addressesOf, GroupForm } from './contact-group.tsx';
import { RoomFrame } from './room-frame.tsx';
import { type Kept, KeptList, useKept } from './room-kept.tsx';
import { roomTexts } from './room-texts.ts';
import { writeTexts } from './write-texts.ts';
import { useLater } from './write-use-later.ts';

const ASK_AFTER_MS = 250;
/** As much as an address of a page holds; to more people one writes by the group's name. */
const MAX_WRITTEN = 1_900;

/** The address book: people and groups; whole files in and out. */
export function ContactsPage() {
  const { mailbox } = useParams({ strict: false }) as { mailbox: string };
  const say = useTexts(roomTexts);
  const sayWrite = useTexts(writeTexts);
  const [text, setText] = useState('');
  const asked = useLater(text.trim(), ASK_AFTER_MS);
  const groups = useKept(mailbox, 'groups');
  return (
    <RoomFrame mailbox={mailbox} here="contacts" title={say('nav.contacts')} lead={say('contacts.lead')}>
      <div className="row">
        <TextField
          label={say('act.search')}
          isLabelHidden
          placeholder={say('act.search')}
          type="search"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <ContactFiles mailbox={mailbox} onDone={() => void groups.again()} />
      </div>
      <KeptList
        mailbox={mailbox}
        kind="contacts"
        title={say('contacts.people')}
        add={say('contacts.add')}
        empty={
          asked === '' ? (
            <>
              <p>{say('contacts.none')}</p>
              <p>{say('contacts.noneText')}</p>
            </>
          ) : (
            say('contacts.noneFound')
          )
        }
        text={asked}
        more={({ name, addresses }) =>
          addresses[0] !== undefined && (
            <Link
              className={buttonClass({ size: 'sm' })}
              to={`/scrivi/${mailbox}` as string}
              search={{ a: addresses[0].address } as never}
              aria-label={say('contacts.writeTo', { name })}
            >
              {say('contacts.write')}
            </Link>
          )
        }
        form={(one, save, foot) => <ContactForm one={one} groups={groups.list.data ?? []} save={save} foot={foot} />}
      >
        {({ name, organisation, addresses }) => (
          <>
            <strong className="break">{plain(name)}</strong>
            {organisation !== undefined && <span className="quiet"> · {plain(organisation)}</span>}
            {addresses.map(({ address, kind }) => (
              <p key={address} className="small break">
                {plain(address)}{' '}
                {kind !== undefined && kind !== 'unknown' && (
                  <Badge tone={kind === 'certified' ? 'good' : 'wait'}>{sayWrite(`to.${kind}`)}</Badge>
                )}
              </p>
            ))}
          </>
        )}
      </KeptList>
      <DirectoryFinds mailbox={mailbox} text={asked} />
      <KeptList
        mailbox={mailbox}
        kind="groups"
        title={say('contacts.groups')}
        add={say('contacts.addGroup')}
        empty={say('contacts.noGroups')}
        more={(group) => <WriteToGroup mailbox={mailbox} group={group} />}
        form={(one, save, foot) => <GroupForm mailbox={mailbox} one={one} save={save} foot={foot} />}
      >
        {({ name, members }) => (
          <>
            <strong className="break">{plain(name)}</strong>
            <p className="quiet small">{say('contacts.members', { count: members })}</p>
          </>
        )}
      </KeptList>
    </RoomFrame>
  );
}

/** A letter to all of a group, where all of them are at hand. */
function WriteToGroup({ mailbox, group }: { readonly mailbox: string; readonly group: Kept<'groups'> }) {
  const say = useTexts(roomTexts);
  const { list } = useKept(mailbox, 'contacts');
  const to = addressesOf(group.id, list.data ?? []);
  const written = to.join(', ');
  if (to.length === 0 || to.length < group.members || written.length > MAX_WRITTEN) return null;
  return (
    <Link
      className={buttonClass({ size: 'sm' })}
      to={`/scrivi/${mailbox}` as string}
      search={{ a: written } as never}
      aria-label={say('contacts.writeTo', { name: group.name })}
    >
      {say('contacts.write')}
    </Link>
  );
}
