import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Attachment, MailRow, PartView } from '#contract';
import {
  Button,
  Checkbox,
  Dialog,
  ErrorLine,
  formatBytes,
  formatShort,
  plain,
  Skeleton,
  serverNow,
  TextField,
  useLanguage,
  useTexts,
} from '#kit';
import { messageQuery, type Rows, readRows } from './mail-queries.ts';
import { writeTexts } from './write-texts.ts';

const MOST_ROWS = 20;

interface Props {
  readonly mailbox: string;
  readonly onClose: () => void;
  readonly onPick: (name: string, size: number, attachment: Attachment) => void;
}

/** Attaches another message as a whole, or files of it: nothing is uploaded again. */
export function PickDialog({ mailbox, onClose, onPick }: Props) {
  const say = useTexts(writeTexts);
  const language = useLanguage();
  const [text, setText] = useState('');
  const [asked, ask] = useState('');
  const [chosen, choose] = useState<MailRow>();
  const rows = useQuery({
    queryKey: ['pick', mailbox, asked],
    queryFn: ({ signal }): Promise<Rows> =>
      readRows(
        { mailbox, folder: undefined, filter: { text: asked }, order: 'newest', folds: true },
        0,
        MOST_ROWS,
        signal,
      ),
    enabled: asked !== '',
  });
  const search = (event: FormEvent) => {
    event.preventDefault();
    ask(text.trim());
  };
  return (
    <Dialog title={say('files.pickTitle')} size="lg" onClose={onClose}>
      {chosen !== undefined ? (
        <Parts mailbox={mailbox} row={chosen} onClose={onClose} onPick={onPick} />
      ) : (
        <div className="stack">
          <form className="pick-search" onSubmit={search}>
            <TextField
              label={say('files.pickSearch')}
              type="search"
              autoFocus
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
            <Button type="submit" look="primary" icon="search">
              {say('files.search')}
            </Button>
          </form>
          {asked === '' && <p className="quiet">{say('files.pickStart')}</p>}
          {rows.isLoading && <Skeleton />}
          <ErrorLine fault={rows.error} />
          {rows.data?.rows.length === 0 && <p role="status">{say('files.pickNone')}</p>}
          <ul className="plain pick-list">
            {rows.data?.rows.map((row) => (
              <li key={`${row.folder} ${row.uid}`}>
                <button type="button" className="pick-row" onClick={() => choose(row as MailRow)}>
                  <strong className="break">{plain(row.subject)}</strong>
                  <span className="quiet small break">
                    {plain(row.from.name || row.from.address)} · {formatShort(row.at, language, serverNow())} ·{' '}
                    {formatBytes(row.size, language)}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Dialog>
  );
}

function Parts({ mailbox, row, onClose, onPick }: Props & { readonly row: MailRow }) {
  const say = useTexts(writeTexts);
  const language = useLanguage();
  const { folder, uid } = row;
  const view = useQuery(messageQuery(mailbox, { folder, uid }));
  const [parts, setParts] = useState<ReadonlySet<string>>(new Set(['']));
  const files: readonly PartView[] = view.data?.message.attachments ?? [];
  const wholeName = `${plain(row.subject).slice(0, 80) || 'messaggio'}.eml`;
  const toggle = (part: string) =>
    setParts((now) => new Set(now.has(part) ? [...now].filter((one) => one !== part) : [...now, part]));
  return (
    <div className="stack">
      <h3 className="break">{plain(row.subject)}</h3>
      {view.isPending && <Skeleton />}
      <ErrorLine fault={view.error} />
      <Checkbox
        label={`${say('files.whole')} · ${formatBytes(row.size, language)}`}
        checked={parts.has('')}
        onChange={() => toggle('')}
      />
      {files.map(({ part, name, size }) => (
        <Checkbox
          key={part}
          label={`${plain(name)} · ${formatBytes(size, language)}`}
          checked={parts.has(part)}
          onChange={() => toggle(part)}
        />
      ))}
      <div className="form-actions">
        <Button
          look="primary"
          disabled={parts.size === 0}
          onClick={() => {
            if (parts.has('')) onPick(wholeName, row.size, { from: 'message', folder, uid });
            for (const { part, name, size } of files)
              if (parts.has(part)) onPick(name, size, { from: 'message', folder, uid, part });
            onClose();
          }}
        >
          {say('files.attach')}
        </Button>
      </div>
    </div>
  );
}
