import { Link, useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import {
  type AnswerOf,
  api,
  Badge,
  buttonClass,
  Checkbox,
  ErrorLine,
  FileButton,
  Notice,
  plain,
  TextArea,
  TextField,
  tell,
  urlOf,
  useTexts,
} from '#kit';
import { RoomFrame } from './room-frame.tsx';
import { type Draftable, type Kept, KeptList, useKept } from './room-kept.tsx';
import { roomTexts } from './room-texts.ts';
import { useDoing } from './use-doing.ts';
import { isStorable } from './write-addresses.ts';
import { useReasonWords } from './write-reasons.tsx';
import { writeTexts } from './write-texts.ts';
import { useLater } from './write-use-later.ts';

const ASK_AFTER_MS = 250;

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
        <Files mailbox={mailbox} onDone={() => void groups.again()} />
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
      <KeptList
        mailbox={mailbox}
        kind="groups"
        title={say('contacts.groups')}
        add={say('contacts.addGroup')}
        empty={say('contacts.noGroups')}
        form={(one, save, foot) => <GroupForm one={one} save={save} foot={foot} />}
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

function ContactForm({
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

function GroupForm({
  one,
  save,
  foot,
}: {
  readonly one: Kept<'groups'> | undefined;
  readonly save: (body: Draftable<'groups'>) => void;
  readonly foot: ReactNode;
}) {
  const say = useTexts(roomTexts);
  const [name, setName] = useState(one?.name ?? '');
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save({ name: name.trim() });
      }}
    >
      <TextField
        label={say('contacts.name')}
        required
        autoFocus
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      {foot}
    </form>
  );
}

function Files({ mailbox, onDone }: { readonly mailbox: string; readonly onDone: () => void }) {
  const say = useTexts(roomTexts);
  const wordsOf = useReasonWords();
  const [told, setTold] = useState<AnswerOf<'POST /mailboxes/{mailbox}/contacts/import'>>();
  const doing = useDoing();
  const read = (file: File) =>
    doing.go(async () => {
      const as = /\.csv$/i.test(file.name) || file.type === 'text/csv' ? 'csv' : 'vcard';
      const answer = await api('POST /mailboxes/{mailbox}/contacts/import', { mailbox }, { body: file, query: { as } });
      setTold(answer);
      tell(say('contacts.imported', { added: answer.added, changed: answer.changed }), { tone: 'good' });
      onDone();
    });
  return (
    <>
      <FileButton
        size="sm"
        accept=".vcf,.csv,text/vcard,text/csv"
        isBusy={doing.isBusy}
        onFile={(file) => void read(file)}
      >
        {say('contacts.import')}
      </FileButton>
      <a
        className={buttonClass({ size: 'sm', look: 'quiet' })}
        href={urlOf('GET /mailboxes/{mailbox}/contacts/export', { mailbox }, { as: 'vcard' })}
        download
      >
        {say('contacts.exportVcard')}
      </a>
      <a
        className={buttonClass({ size: 'sm', look: 'quiet' })}
        href={urlOf('GET /mailboxes/{mailbox}/contacts/export', { mailbox }, { as: 'csv' })}
        download
      >
        {say('contacts.exportCsv')}
      </a>
      <ErrorLine fault={doing.fault} />
      {told !== undefined && told.faults.length > 0 && (
        <Notice tone="wait" title={say('contacts.faults')}>
          <ul className="plain">
            {told.faults.map(({ at, code, words, detail }) => (
              <li key={`${at} ${detail}`}>
                {say('contacts.fault', { at, detail: wordsOf({ code, words, text: detail }) })}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}
