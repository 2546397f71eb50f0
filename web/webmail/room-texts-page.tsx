import { useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { Badge, Checkbox, plain, TextArea, TextField, useTexts } from '#kit';
import { RoomFrame } from './room-frame.tsx';
import { type Draftable, type Kept, KeptList } from './room-kept.tsx';
import { roomTexts } from './room-texts.ts';

/** Signatures and templates. */
export function TextsPage() {
  const { mailbox } = useParams({ strict: false }) as { mailbox: string };
  const say = useTexts(roomTexts);
  return (
    <RoomFrame mailbox={mailbox} here="texts" title={say('nav.texts')} lead={say('texts.lead')}>
      <KeptList
        mailbox={mailbox}
        kind="signatures"
        title={say('texts.signatures')}
        add={say('texts.addSignature')}
        empty={say('texts.noSignatures')}
        form={(one, save, foot) => <SignatureForm one={one} save={save} foot={foot} />}
      >
        {({ name, text, isDefault }) => (
          <>
            <p className="row">
              <strong className="break">{plain(name)}</strong>
              {isDefault && <Badge tone="info">{say('texts.isDefault')}</Badge>}
            </p>
            <p className="quiet small break">{plain(text).slice(0, 120)}</p>
          </>
        )}
      </KeptList>
      <KeptList
        mailbox={mailbox}
        kind="templates"
        title={say('texts.templates')}
        add={say('texts.addTemplate')}
        empty={say('texts.noTemplates')}
        form={(one, save, foot) => <TemplateForm one={one} save={save} foot={foot} />}
      >
        {({ name, subject }) => (
          <>
            <strong className="break">{plain(name)}</strong>
            <p className="quiet small break">{plain(subject)}</p>
          </>
        )}
      </KeptList>
    </RoomFrame>
  );
}

interface FormOf<K extends 'signatures' | 'templates'> {
  readonly one: Kept<K> | undefined;
  readonly save: (body: Draftable<K>) => void;
  readonly foot: ReactNode;
}

function SignatureForm({ one, save, foot }: FormOf<'signatures'>) {
  const say = useTexts(roomTexts);
  const [name, setName] = useState(one?.name ?? '');
  const [text, setText] = useState(one?.text ?? '');
  const [isDefault, setDefault] = useState(one?.isDefault ?? false);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save({
          name: name.trim(),
          text,
          isDefault,
          ...(one?.html !== undefined && text === one.text && { html: one.html }),
        });
      }}
    >
      <TextField
        label={say('texts.name')}
        required
        autoFocus
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextArea label={say('texts.text')} rows={6} value={text} onChange={(event) => setText(event.target.value)} />
      <Checkbox
        label={say('texts.default')}
        checked={isDefault}
        onChange={(event) => setDefault(event.target.checked)}
      />
      {foot}
    </form>
  );
}

function TemplateForm({ one, save, foot }: FormOf<'templates'>) {
  const say = useTexts(roomTexts);
  const [name, setName] = useState(one?.name ?? '');
  const [subject, setSubject] = useState(one?.subject ?? '');
  const [text, setText] = useState(one?.text ?? '');
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save({ name: name.trim(), subject, text });
      }}
    >
      <TextField
        label={say('texts.name')}
        required
        autoFocus
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField label={say('texts.subject')} value={subject} onChange={(event) => setSubject(event.target.value)} />
      <TextArea
        label={say('texts.text')}
        hint={say('texts.variables', { open: '{{', close: '}}' })}
        rows={9}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {foot}
    </form>
  );
}
