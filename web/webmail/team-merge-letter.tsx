import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Letter, Merge } from '#contract';
import { api, Button, ErrorLine, Icon, Menu, Select, Skeleton, TextField, tell, useTexts } from '#kit';
import { teamTexts } from './team-texts.ts';
import { useDoing } from './use-doing.ts';
import { BodyField } from './write-body.tsx';
import { paragraphs } from './write-signature.ts';
import { writeTexts } from './write-texts.ts';

const TYPES = ['completa', 'breve', 'sintetica'] as const;

interface Props {
  readonly mailbox: string;
  readonly merge: Merge;
}

/** The column of addresses and the letter, written as any letter is; columns are put in where the cursor stands. */
export function MergeLetterForm({ mailbox, merge }: Props) {
  const settings = useQuery({
    queryKey: ['settings', mailbox],
    queryFn: ({ signal }) => api('GET /mailboxes/{mailbox}/settings', { mailbox }, { signal }),
  });
  if (settings.isPending) return <Skeleton lines={6} />;
  return <Fields mailbox={mailbox} merge={merge} writesHtml={settings.data?.writesHtml ?? false} />;
}

/** An empty letter begins as this mailbox writes. */
function begun(letter: Letter, writesHtml: boolean): Letter {
  const isEmpty = letter.text === '' && letter.html === undefined;
  return isEmpty && writesHtml ? { ...letter, html: paragraphs('') } : letter;
}

function Fields({ mailbox, merge, writesHtml }: Props & { readonly writesHtml: boolean }) {
  const say = useTexts(teamTexts);
  const sayWrite = useTexts(writeTexts);
  const queries = useQueryClient();
  const { columns } = merge;
  const likely = columns.find((column) => /pec|mail|indirizzo/i.test(column)) ?? columns[0] ?? '';
  const [addressColumn, setColumn] = useState(merge.addressColumn ?? likely);
  const [letter, setLetter] = useState<Letter>(() => begun(merge.letter, writesHtml));
  const doing = useDoing();
  const change = (part: Partial<Letter>) => setLetter((now) => ({ ...now, ...part }));
  const save = (event: FormEvent) => {
    event.preventDefault();
    void doing.go(async () => {
      const saved = await api(
        'PUT /mailboxes/{mailbox}/merges/{merge}',
        { mailbox, merge: merge.id },
        { body: { addressColumn, letter }, query: { version: merge.version } },
      );
      queries.setQueryData(['merge', mailbox, merge.id], saved);
      await queries.invalidateQueries({ queryKey: ['merge-row', mailbox, merge.id] });
      tell(say('merges.saved'), { tone: 'good' });
    });
  };
  return (
    <section className="card stack" aria-labelledby="merge-letter">
      <form id="merge-letter-form" className="stack" onSubmit={save}>
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
          value={letter.subject}
          onChange={(event) => change({ subject: event.target.value })}
        />
      </form>
      {/* Outside of the form: the editor opens forms of its own. */}
      <BodyField
        mailbox={mailbox}
        letter={letter}
        isAnswer={false}
        problems={[]}
        onChange={change}
        more={(put) => <Columns columns={columns} onPut={put} />}
      />
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
      <ErrorLine fault={doing.fault} />
      <div>
        <Button look="primary" type="submit" form="merge-letter-form" isBusy={doing.isBusy}>
          {say('merges.save')}
        </Button>
      </div>
    </section>
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
