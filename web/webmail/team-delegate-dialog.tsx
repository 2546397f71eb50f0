import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import {
  type AnswerOf,
  api,
  Button,
  Checkbox,
  Dialog,
  ErrorLine,
  plain,
  Select,
  TextField,
  tell,
  useTexts,
} from '#kit';
import { folderName } from './folder-names.ts';
import { foldersQuery } from './mail-queries.ts';
import { teamTexts } from './team-texts.ts';
import { useDoing } from './use-doing.ts';
import { webmailTexts } from './webmail-texts.ts';
import { isoOf, romeInstant, romeWall } from './write-rome.ts';

export type Delegate = AnswerOf<'GET /mailboxes/{mailbox}/delegates'>[number];
const LEVELS = ['read', 'write', 'manage'] as const;

interface Props {
  readonly mailbox: string;
  readonly one: Delegate | undefined;
  readonly onClose: () => void;
}

/** Lets somebody in, or changes what a delegate may do. */
export function DelegateDialog({ mailbox, one, onClose }: Props) {
  const say = useTexts(teamTexts);
  const queries = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(one));
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const doing = useDoing();
  const save = (event: FormEvent) => {
    event.preventDefault();
    void doing.go(async () => {
      const path = { mailbox, login: draft.login.trim() };
      await api('PUT /mailboxes/{mailbox}/delegates/{login}', path, { body: bodyOf(draft) });
      await queries.invalidateQueries({ queryKey: ['delegates', mailbox] });
      tell(say('delegates.saved'), { tone: 'good' });
      onClose();
    });
  };
  return (
    <Dialog
      title={one === undefined ? say('delegates.add') : say('delegates.edit', { name: one.name || one.login })}
      onClose={onClose}
    >
      <form className="stack" onSubmit={save}>
        <TextField
          label={say('delegates.login')}
          hint={say('delegates.loginHint')}
          required
          autoFocus={one === undefined}
          readOnly={one !== undefined}
          autoCapitalize="none"
          spellCheck={false}
          value={draft.login}
          onChange={(event) => change({ login: event.target.value })}
        />
        <Select
          label={say('delegates.level')}
          value={draft.level}
          onChange={(event) => change({ level: event.target.value as Draft['level'] })}
        >
          {LEVELS.map((each) => (
            <option key={each} value={each}>
              {say(`delegates.${each}`)}
            </option>
          ))}
        </Select>
        <Permissions draft={draft} onChange={change} />
        {draft.isSome && (
          <FolderChoices mailbox={mailbox} value={draft.folders} onChange={(folders) => change({ folders })} />
        )}
        <TextField
          label={say('delegates.expires')}
          hint={say('delegates.expiresHint')}
          type="date"
          isOptional
          value={draft.day}
          onChange={(event) => change({ day: event.target.value })}
        />
        <ErrorLine fault={doing.fault} />
        <div className="form-actions">
          <Button onClick={onClose}>{say('delegates.cancel')}</Button>
          <Button look="primary" type="submit" isBusy={doing.isBusy}>
            {say('delegates.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface PermissionsProps {
  readonly draft: Draft;
  readonly onChange: (part: Partial<Draft>) => void;
}

function Permissions({ draft, onChange }: PermissionsProps) {
  const say = useTexts(teamTexts);
  return (
    <div className="choices">
      <Checkbox
        label={say('delegates.maySend')}
        checked={draft.maySend}
        onChange={(event) => onChange({ maySend: event.target.checked })}
      />
      {draft.maySend && (
        <Checkbox
          label={say('delegates.needsApproval')}
          checked={draft.needsApproval}
          onChange={(event) => onChange({ needsApproval: event.target.checked })}
        />
      )}
      <Checkbox
        label={say('delegates.mayApprove')}
        checked={draft.mayApprove}
        onChange={(event) => onChange({ mayApprove: event.target.checked })}
      />
      <Checkbox
        label={say('delegates.folders')}
        checked={draft.isSome}
        onChange={(event) => onChange({ isSome: event.target.checked })}
      />
    </div>
  );
}

interface FolderChoicesProps {
  readonly mailbox: string;
  readonly value: readonly string[];
  readonly onChange: (folders: readonly string[]) => void;
}

function FolderChoices({ mailbox, value, onChange }: FolderChoicesProps) {
  const say = useTexts(teamTexts);
  const sayMail = useTexts(webmailTexts);
  const { data: folders = [] } = useQuery(foldersQuery(mailbox));
  return (
    <fieldset className="choices line-inner">
      <legend className="visually-hidden">{say('delegates.folders')}</legend>
      {folders.map((folder) => (
        <Checkbox
          key={folder.id}
          label={plain(folderName(folder, sayMail))}
          checked={value.includes(folder.id)}
          onChange={(event) =>
            onChange(event.target.checked ? [...value, folder.id] : value.filter((id) => id !== folder.id))
          }
        />
      ))}
    </fieldset>
  );
}

type Draft = ReturnType<typeof draftOf>;

function draftOf(one: Delegate | undefined) {
  const folders: readonly string[] = one?.folders ?? [];
  return {
    login: one?.login ?? '',
    level: one?.level ?? ('read' as const),
    maySend: one?.maySend ?? false,
    needsApproval: one?.needsApproval ?? false,
    mayApprove: one?.mayApprove ?? false,
    isSome: one?.folders !== undefined,
    folders,
    day: one?.expiresAt === undefined ? '' : romeWall(Date.parse(one.expiresAt)).day,
  };
}

function bodyOf({ level, maySend, needsApproval, mayApprove, isSome, folders, day }: Draft) {
  const end = romeInstant(day, '23:59');
  return {
    level,
    maySend,
    needsApproval: maySend && needsApproval,
    mayApprove,
    ...(isSome && { folders: [...folders] }),
    ...(end !== undefined && { expiresAt: isoOf(end) }),
  };
}
