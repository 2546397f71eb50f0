import { type FormEvent, useState } from 'react';
import {
  asFault,
  Button,
  EmptyState,
  formatMoment,
  MoreButton,
  Notice,
  Table,
  TextField,
  useLanguage,
  useTexts,
} from '#kit';
import { EvidenceWords } from './evidence-words.tsx';
import { ArrivedList, Page } from './page.tsx';
import { useList } from './use-api.ts';
import { frameWords, holdersWords } from './words.ts';

/** Who was behind an address at a date. Every look is logged with why, and asks for the second factor. */
export function Holdings() {
  const say = useTexts(holdersWords);
  const frame = useTexts(frameWords);
  const language = useLanguage();
  const [field, setField] = useState({ address: '', taxCode: '', at: '', why: '' });
  const [asked, ask] = useState<{ address?: string; taxCode?: string; at?: string; why: string }>();
  const [isEmpty, setEmpty] = useState(false);
  const set = (change: Partial<typeof field>) => setField({ ...field, ...change });
  const list = useList(
    'GET /admin/holdings',
    { query: { limit: 50, ...(asked ?? { why: '-' }) } },
    asked !== undefined,
  );
  const fault = list.error ? asFault(list.error) : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { address, taxCode, at, why } = field;
    const isNothing = address.trim() === '' && taxCode.trim() === '';
    setEmpty(isNothing);
    if (isNothing) return;
    ask({
      why: why.trim(),
      ...(address.trim() !== '' && { address: address.trim() }),
      ...(taxCode.trim() !== '' && { taxCode: taxCode.trim().toUpperCase() }),
      ...(at !== '' && { at }),
    });
  };
  return (
    <Page title={frame('places.holdings')} lead={say('holdings.lead')}>
      <Notice>{say('holdings.logged')}</Notice>
      <search>
        <form className="filters" onSubmit={submit}>
          <TextField
            label={say('mailboxes.address')}
            type="email"
            value={field.address}
            error={isEmpty ? say('holdings.empty') : fault?.of('address')}
            onChange={(event) => set({ address: event.target.value })}
          />
          <TextField
            label={say('taxCode')}
            value={field.taxCode}
            maxLength={16}
            spellCheck={false}
            error={fault?.of('taxCode')}
            onChange={(event) => set({ taxCode: event.target.value })}
          />
          <TextField
            label={say('holdings.at')}
            type="date"
            value={field.at}
            onChange={(event) => set({ at: event.target.value })}
          />
          <TextField
            label={frame('acts.reason')}
            value={field.why}
            required
            maxLength={500}
            onChange={(event) => set({ why: event.target.value })}
          />
          <Button type="submit" look="primary" isBusy={list.isFetching && asked !== undefined}>
            {frame('search')}
          </Button>
        </form>
      </search>
      {asked !== undefined && (
        <ArrivedList of={list}>
          <Table
            caption={frame('places.holdings')}
            rows={list.rows}
            keyOf={({ mailbox, from }) => `${mailbox} ${from}`}
            empty={<EmptyState icon="search" title={say('holdings.none')} />}
            columns={[
              { key: 'address', head: say('mailboxes.address'), isHead: true, cell: ({ address }) => address },
              {
                key: 'holder',
                head: say('mailbox.holder'),
                cell: ({ holder, isLost }) => (
                  <>
                    {isLost ? say('holdings.lost') : holder.name}
                    <span className="under">{say(`kinds.${holder.kind}`)}</span>
                  </>
                ),
              },
              { key: 'taxCode', head: say('taxCode'), cell: ({ holder }) => <code>{holder.taxCode ?? '—'}</code> },
              { key: 'from', head: say('holdings.from'), cell: ({ from }) => formatMoment(from, language) },
              {
                key: 'to',
                head: say('holdings.to'),
                cell: ({ to }) => (to === undefined ? say('holdings.still') : formatMoment(to, language)),
              },
              {
                key: 'how',
                head: say('holdings.how'),
                cell: ({ evidence }) => <EvidenceWords evidence={evidence} />,
              },
            ]}
          />
          <MoreButton {...list.more} />
        </ArrivedList>
      )}
    </Page>
  );
}
