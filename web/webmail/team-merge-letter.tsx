import { useQuery } from '@tanstack/react-query';
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Letter, Merge } from '#contract';
import {
  api,
  asFault,
  Button,
  faultWords,
  Icon,
  kitTexts,
  Menu,
  Notice,
  Select,
  Skeleton,
  TextField,
  useTexts,
} from '#kit';
import { teamTexts } from './team-texts.ts';
import { useSavedLetter } from './team-use-letter.ts';
import { BodyField } from './write-body.tsx';
import { FilesField } from './write-files.tsx';
import type { SaveState } from './write-saver.ts';
import { paragraphs } from './write-signature.ts';
import { writeTexts } from './write-texts.ts';
import { useFiles } from './write-use-files.ts';

const TYPES = ['completa', 'breve', 'sintetica'] as const;

/** Saves what stands in the fields now; throws when it cannot be, or a file is still on its way. */
export type Settle = RefObject<() => Promise<void>>;

interface Props {
  readonly mailbox: string;
  readonly merge: Merge;
  readonly settle: Settle;
  /** Somebody else changed it: as it stands now. */
  readonly onReload: () => void;
}

/** The column of addresses and the letter, written as any letter is; columns are put in where the cursor stands. */
export function MergeLetterForm(props: Props) {
  const { mailbox } = props;
  const settings = useQuery({
    queryKey: ['settings', mailbox],
    queryFn: ({ signal }) => api('GET /mailboxes/{mailbox}/settings', { mailbox }, { signal }),
  });
  if (settings.isPending) return <Skeleton lines={6} />;
  return <Fields {...props} writesHtml={settings.data?.writesHtml ?? false} />;
}

/** An empty letter begins as this mailbox writes. */
function begun(letter: Letter, writesHtml: boolean): Letter {
  const isEmpty = letter.text === '' && letter.html === undefined;
  return isEmpty && writesHtml ? { ...letter, html: paragraphs('') } : letter;
}

function Fields({ mailbox, merge, settle, onReload, writesHtml }: Props & { readonly writesHtml: boolean }) {
  const say = useTexts(teamTexts);
  const sayWrite = useTexts(writeTexts);
  const { columns } = merge;
  const likely = columns.find((column) => /pec|mail|indirizzo/i.test(column)) ?? columns[0] ?? '';
  const [addressColumn, setColumn] = useState(merge.addressColumn ?? likely);
  const [letter, setLetter] = useState<Letter>(() => begun(merge.letter, writesHtml));
  const files = useFiles(mailbox, merge, { ready: (name) => sayWrite('files.ready', { name }) });
  const { saver, state } = useSavedLetter(mailbox, merge);
  const now = JSON.stringify({ addressColumn, letter: { ...letter, attachments: files.attachments } });
  const savedAs = useRef(now);
  useEffect(() => {
    if (savedAs.current === now) return;
    savedAs.current = now;
    saver.change(JSON.parse(now));
  }, [now, saver]);
  settle.current = async () => {
    if (files.isBusy) throw new Error(sayWrite('files.notYet'));
    await saver.flush();
  };
  const change = (part: Partial<Letter>) => setLetter((before) => ({ ...before, ...part }));
  return (
    <section className="card stack" aria-labelledby="merge-letter">
      <h2>{say('merges.step1')}</h2>
      <Select label={say('merges.column')} value={addressColumn} onChange={(event) => setColumn(event.target.value)}>
        {columns.map((column) => (
          <option key={column} value={column}>
            {column}
          </option>
        ))}
      </Select>
      <h2 id="merge-letter">{say('merges.step2')}</h2>
      <p className="quiet break">
        {say('merges.columnsHint', { columns: columns.map((column) => `{{${column}}}`).join(' ') })}
      </p>
      <TextField
        label={say('merges.subject')}
        required
        maxLength={900}
        value={letter.subject}
        onChange={(event) => change({ subject: event.target.value })}
      />
      <BodyField
        mailbox={mailbox}
        letter={letter}
        isAnswer={false}
        problems={[]}
        onChange={change}
        more={(put) => <Columns columns={columns} onPut={put} />}
      />
      <FilesField mailbox={mailbox} files={files} problems={[]} />
      <Select
        label={say('merges.receipt')}
        value={letter.receiptType}
        onChange={(event) => change({ receiptType: event.target.value as Letter['receiptType'] })}
      >
        {TYPES.map((type) => (
          <option key={type} value={type}>
            {sayWrite(`receipt.${type}`)}
          </option>
        ))}
      </Select>
      <Standing state={state} onReload={onReload} />
    </section>
  );
}

/** Whether what stands in the fields is what would be sent. */
function Standing({ state, onReload }: { readonly state: SaveState; readonly onReload: () => void }) {
  const say = useTexts(teamTexts);
  const sayWrite = useTexts(writeTexts);
  const sayKit = useTexts(kitTexts);
  if (state.is === 'elsewhere' || state.is === 'gone')
    return (
      <Notice tone="bad" title={say('merges.elsewhere')}>
        <Button size="sm" onClick={onReload}>
          {say('merges.reload')}
        </Button>
      </Notice>
    );
  if (state.is === 'failed')
    return <Notice tone="bad">{say('merges.unsaved', { why: faultWords(asFault(state.fault), sayKit) })}</Notice>;
  const words = state.is === 'saved' ? say('merges.saved') : sayWrite(`saved.${state.is}`);
  return (
    <p className={`small${state.is === 'waiting' ? ' check-bad' : ' quiet'}`} role="status">
      {words}
    </p>
  );
}

function Columns({ columns, onPut }: { readonly columns: readonly string[]; readonly onPut: (text: string) => void }) {
  const say = useTexts(teamTexts);
  return (
    <Menu
      label={say('merges.putColumn')}
      className="button button-quiet button-sm"
      side="start"
      face={
        <>
          {say('merges.putColumn')}
          <Icon name="expand" size="xs" />
        </>
      }
      items={columns.map((column) => ({ label: column, run: () => onPut(`{{${column}}}`) }))}
    />
  );
}
