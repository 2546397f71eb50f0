import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import type { Folder } from '#contract';
import { api, Button, Dialog, ErrorLine, plain, Select, TextField, tell, useTexts } from '#kit';
import { branchName, folderName } from './folder-names.ts';
import { folderTexts } from './folder-texts.ts';
import { nameFault, parentOf, placesFor } from './folder-tree.ts';
import { foldersQuery } from './mail-queries.ts';
import type { Wanted } from './room-folders.tsx';
import { useDoing } from './use-doing.ts';
import { webmailTexts } from './webmail-texts.ts';

interface Props {
  readonly mailbox: string;
  readonly wanted: Wanted;
  readonly folders: readonly Folder[];
  readonly onClose: () => void;
}

/** A name and a place: for a new folder, and for one that is called otherwise or put elsewhere. */
export function FolderDialog({ mailbox, wanted, folders, onClose }: Props) {
  const say = useTexts(folderTexts);
  const sayMail = useTexts(webmailTexts);
  const queries = useQueryClient();
  const doing = useDoing();
  const form = useId();
  const old = 'folder' in wanted ? wanted.folder : undefined;
  const above = old === undefined ? undefined : parentOf(old, folders);
  const [name, setName] = useState(old?.name.slice(above === undefined ? 0 : above.name.length + 1) ?? '');
  const [inside, setInside] = useState('folder' in wanted ? (above?.id ?? '') : (wanted.inside ?? ''));
  const [isTried, tried] = useState(false);
  // Levels that nobody sees are part of the name of a folder that has them already.
  const beside = folders
    .filter((one) => one.id !== old?.id && (parentOf(one, folders)?.id ?? '') === inside)
    .map((one) => folderName(one, sayMail));
  const fault = name.trim() === old?.name ? undefined : nameFault(name, beside);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    tried(true);
    if (fault !== undefined) return;
    const parent = folders.find(({ id }) => id === inside);
    const body = { name: parent === undefined ? name.trim() : `${parent.name}/${name.trim()}` };
    const isDone = await doing.go(() =>
      old === undefined
        ? api('POST /mailboxes/{mailbox}/folders', { mailbox }, { body })
        : api('PATCH /mailboxes/{mailbox}/folders/{folder}', { mailbox, folder: old.id }, { body }),
    );
    if (!isDone) return;
    tell(say(old === undefined ? 'made' : 'changed', { name: name.trim() }), { tone: 'good' });
    onClose();
    await queries.invalidateQueries({ queryKey: foldersQuery(mailbox).queryKey });
  };
  return (
    <Dialog
      title={old === undefined ? say('addTitle') : say('editTitle', { name: old.name.split('/').at(-1) ?? '' })}
      size="sm"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{say('cancel')}</Button>
          <Button look="primary" type="submit" form={form} isBusy={doing.isBusy}>
            {say(old === undefined ? 'create' : 'save')}
          </Button>
        </>
      }
    >
      <form id={form} className="stack" noValidate onSubmit={(event) => void submit(event)}>
        <TextField
          label={say('name')}
          autoFocus
          required
          maxLength={255}
          value={name}
          error={isTried && fault !== undefined ? say(fault) : undefined}
          onChange={(event) => setName(event.target.value)}
        />
        <Places value={inside} folder={old} folders={folders} onChange={setInside} />
        <ErrorLine fault={doing.fault} />
      </form>
    </Dialog>
  );
}

function Places({
  value,
  folder,
  folders,
  onChange,
}: {
  readonly value: string;
  readonly folder: Folder | undefined;
  readonly folders: readonly Folder[];
  readonly onChange: (inside: string) => void;
}) {
  const say = useTexts(folderTexts);
  const sayMail = useTexts(webmailTexts);
  return (
    <Select
      label={say('place')}
      hint={folder === undefined ? undefined : say('goesAlong')}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">{say('top')}</option>
      {placesFor(folder, folders).map((branch) => (
        <option key={branch.folder.id} value={branch.folder.id}>
          {`${'\u2003'.repeat(branch.depth)}${plain(branchName(branch, sayMail))}`}
        </option>
      ))}
    </Select>
  );
}
