import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Folder } from '#contract';
import { Button, formatDay, Icon, IconButton, plain, useLanguage, useTexts } from '#kit';
import { FilterDialog } from './filter-dialog.tsx';
import { chipsOf, type Filter, type FolderSearch, isFiltered } from './paths.ts';
import { webmailTexts } from './webmail-texts.ts';

interface Props {
  readonly title: string;
  readonly total: number | undefined;
  /** Where not all were looked through: how many of the newest. */
  readonly among: number | undefined;
  readonly search: FolderSearch;
  readonly folder: Folder | undefined;
  readonly onChooseAll: () => void;
}

/** What is listed, how many there are, and what narrows it. */
export function ListHead({ title, total, among, search, folder, onChooseAll }: Props) {
  const say = useTexts(webmailTexts);
  const [isOpen, open] = useState(false);
  const go = useSearchChange();
  const count =
    total === undefined
      ? ''
      : isFiltered(search)
        ? say('search.results', { count: total })
        : say('list.count', { count: total });
  return (
    <header className="list-head">
      <div className="list-head-line">
        <input
          type="checkbox"
          checked={false}
          disabled={!total}
          aria-label={say('list.selectAll')}
          onChange={onChooseAll}
        />
        <h1 className="list-title">{title}</h1>
        <p className="list-count" role="status">
          {count}
        </p>
        <IconButton icon="funnel" label={say('filter.button')} aria-haspopup="dialog" onClick={() => open(true)} />
      </div>
      <Chips search={search} use={folder?.use} go={go} />
      {among !== undefined && <p className="list-among small quiet">{say('search.among', { among })}</p>}
      {isOpen && <FilterDialog search={search} onClose={() => open(false)} onApply={go} />}
    </header>
  );
}

/** Goes to the same folder with another filter. */
export function useSearchChange(): (search: FolderSearch) => void {
  const navigate = useNavigate();
  const { mailbox, folder } = useParams({ from: '/inside/posta/$mailbox/$folder' });
  return (search) =>
    void navigate({ to: '/posta/$mailbox/$folder', params: { mailbox, folder }, search: { ...search, of: undefined } });
}

const QUICK = {
  receipts: [['unread', 'true']],
  sent: [
    ['state', 'waiting'],
    ['state', 'delivered'],
    ['state', 'failed'],
  ],
  other: [
    ['unread', 'true'],
    ['kind', 'certified'],
    ['kind', 'anomaly'],
    ['attachments', 'true'],
  ],
} as const;

/** What people filter by most, one press each; and whatever else is filtered by, to be taken off. */
function Chips({
  search,
  use,
  go,
}: {
  readonly search: FolderSearch;
  readonly use: Folder['use'] | undefined;
  readonly go: (search: FolderSearch) => void;
}) {
  const say = useTexts(webmailTexts);
  const quick = use === 'drafts' ? [] : use === 'sent' || use === 'receipts' ? QUICK[use] : QUICK.other;
  const isQuick = (name: keyof Filter) => quick.some(([key, value]) => key === name && search[name] === value);
  const others = chipsOf(search).filter((name) => !isQuick(name));
  const scope = search.text !== undefined;
  return (
    <fieldset
      aria-label={say('filter.title')}
      className={`chips${isFiltered(search) ? '' : ' chips-quiet'}`}
      onFocus={({ target }) => target.scrollIntoView({ block: 'nearest', inline: 'center' })}
    >
      {scope && (
        <button
          type="button"
          className="chip"
          aria-pressed={search.everywhere === 'true'}
          onClick={() => go({ ...search, everywhere: search.everywhere ? undefined : 'true' })}
        >
          {say('search.everywhere')}
        </button>
      )}
      {quick.map(([name, value]) => (
        <button
          key={name + value}
          type="button"
          className="chip"
          aria-pressed={search[name] === value}
          onClick={() => go({ ...search, [name]: search[name] === value ? undefined : value })}
        >
          <ChipWords name={name} value={value} />
        </button>
      ))}
      {others.map((name) => (
        <OtherChip
          key={name}
          name={name}
          value={search[name] ?? ''}
          onRemove={() => go({ ...search, [name]: undefined })}
        />
      ))}
      {isFiltered(search) && (
        <Button look="quiet" size="sm" onClick={() => go({})}>
          {say('search.clear')}
        </Button>
      )}
    </fieldset>
  );
}

function ChipWords({
  name,
  value,
}: {
  readonly name: 'state' | 'unread' | 'kind' | 'attachments';
  readonly value: string;
}) {
  const say = useTexts(webmailTexts);
  if (name === 'state') return say(`states.${value as 'waiting'}`);
  if (name === 'kind') return say(value === 'anomaly' ? 'filter.anomaly' : 'filter.certified');
  return say(`filter.${name}`);
}

function OtherChip({
  name,
  value,
  onRemove,
}: {
  readonly name: keyof Filter;
  readonly value: string;
  readonly onRemove: () => void;
}) {
  const say = useTexts(webmailTexts);
  const language = useLanguage();
  const shown =
    name === 'kind'
      ? say(`kindNames.${value as 'certified'}`)
      : name === 'state'
        ? say(`states.${value as 'waiting'}`)
        : name === 'since' || name === 'before'
          ? formatDay(value, language)
          : plain(value);
  const isFlag = name === 'unread' || name === 'flagged' || name === 'attachments';
  const words = isFlag
    ? say(`filter.${name}`)
    : say('filter.chip', { name: say(`filter.${name as 'from'}`), value: shown });
  return (
    <button
      type="button"
      className="chip chip-on"
      aria-label={say('filter.remove', { what: words })}
      onClick={onRemove}
    >
      {words}
      <Icon name="close" size="xs" />
    </button>
  );
}
