import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { AdminMailbox, MailboxState } from '#contract';
import {
  Badge,
  buttonClass,
  EmptyState,
  formatBytes,
  MoreButton,
  Select,
  Table,
  TextField,
  useLanguage,
  useMe,
  useTexts,
} from '#kit';
import { isUnlimited, stateTone } from './mailbox-states.ts';
import { ArrivedList, Page } from './page.tsx';
import { hasRole } from './roles.ts';
import { useAnswer, useList } from './use-api.ts';
import { frameWords, holdersWords } from './words.ts';

const STATES: readonly MailboxState[] = ['active', 'suspended', 'receive-only', 'read-only', 'closing', 'revoked'];
type Filter = {
  readonly text?: string;
  readonly domain?: string;
  readonly organisation?: string;
  readonly state?: MailboxState;
};

/** All mailboxes of those one may see: found by address or holder, domain, organisation, state. */
export function Mailboxes() {
  const say = useTexts(holdersWords);
  const frame = useTexts(frameWords);
  const who = useMe();
  const filter = useSearch({ strict: false }) as Filter;
  const list = useList('GET /admin/mailboxes', { query: { limit: 50, ...filter } });
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const mayAdd = hasRole(who, 'operator', 'organisation');
  return (
    <Page
      title={frame('places.mailboxes')}
      lead={say('mailboxes.lead')}
      actions={
        <>
          <a className={buttonClass({ look: 'outline' })} href="/api/v1/admin/export/mailboxes" download>
            {say('mailboxes.export')}
          </a>
          {mayAdd && (
            <Link className={buttonClass({ look: 'primary' })} to="/caselle/nuova">
              {say('mailboxes.add')}
            </Link>
          )}
        </>
      }
    >
      <Filters filter={filter} />
      <ArrivedList of={list}>
        <MailboxTable rows={list.rows} isFiltered={isFiltered} />
        <MoreButton {...list.more} />
      </ArrivedList>
    </Page>
  );
}

function Filters({ filter }: { filter: Filter }) {
  const say = useTexts(holdersWords);
  const frame = useTexts(frameWords);
  const navigate = useNavigate();
  const [text, setText] = useState(filter.text ?? '');
  const domains = useAnswer('GET /admin/domains');
  const organisations = useList('GET /admin/organisations', { query: { limit: 500 } });
  const set = (change: Partial<Record<keyof Filter, string>>) => {
    const next = Object.entries({ ...filter, ...change }).filter(([, value]) => value !== '' && value !== undefined);
    void navigate({ to: '/caselle', search: Object.fromEntries(next) as never, replace: true });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set({ text: text.trim() });
  };
  return (
    <search>
      <form className="filters" onSubmit={submit}>
        <TextField
          label={say('mailboxes.search')}
          type="search"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Select
          label={say('mailboxes.state')}
          value={filter.state ?? ''}
          onChange={(event) => set({ state: event.target.value })}
        >
          <option value="">{frame('all')}</option>
          {STATES.map((state) => (
            <option key={state} value={state}>
              {say(`states.${state}`)}
            </option>
          ))}
        </Select>
        <Select
          label={say('mailboxes.domain')}
          value={filter.domain ?? ''}
          onChange={(event) => set({ domain: event.target.value })}
        >
          <option value="">{frame('all')}</option>
          {domains.data?.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </Select>
        <Select
          label={say('mailboxes.organisation')}
          value={filter.organisation ?? ''}
          onChange={(event) => set({ organisation: event.target.value })}
        >
          <option value="">{frame('allFeminine')}</option>
          {organisations.rows.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
        <button type="submit" className={buttonClass({ look: 'outline' })}>
          {frame('search')}
        </button>
      </form>
    </search>
  );
}

/** Used wherever mailboxes are listed. */
export function MailboxTable({ rows, isFiltered }: { rows: readonly AdminMailbox[]; isFiltered: boolean }) {
  const say = useTexts(holdersWords);
  const language = useLanguage();
  return (
    <Table
      caption={say('mailboxes.caption')}
      rows={rows}
      keyOf={({ id }) => id}
      empty={
        <EmptyState icon="inbox" title={isFiltered ? say('mailboxes.noneFound') : say('mailboxes.none')}>
          <p>{isFiltered ? say('mailboxes.noneFoundText') : say('mailboxes.noneText')}</p>
        </EmptyState>
      }
      columns={[
        {
          key: 'address',
          head: say('mailboxes.address'),
          isHead: true,
          cell: ({ id, address, holder }) => (
            <>
              <Link to="/caselle/$mailbox" params={{ mailbox: id } as never}>
                {address}
              </Link>
              <span className="under">{holder}</span>
            </>
          ),
        },
        { key: 'state', head: say('mailboxes.state'), cell: (mailbox) => <StateBadge mailbox={mailbox} /> },
        {
          key: 'used',
          head: say('mailboxes.used'),
          isNumber: true,
          cell: (mailbox) =>
            say(isUnlimited(mailbox) ? 'mailboxes.usedFree' : 'mailboxes.usedOf', {
              used: formatBytes(mailbox.usedBytes, language),
              quota: formatBytes(mailbox.quotaBytes, language),
            }),
        },
        {
          key: 'factor',
          head: say('mailboxes.secondFactor'),
          cell: ({ hasSecondFactor }) => (hasSecondFactor ? say('yes') : say('no')),
        },
      ]}
    />
  );
}

/** What a mailbox can do; a freeze says more than the state beside which it stands. */
export function StateBadge({ mailbox }: { mailbox: Pick<AdminMailbox, 'state' | 'frozen'> }) {
  const say = useTexts(holdersWords);
  const tone = stateTone(mailbox);
  return (
    <Badge tone={tone} icon={tone === 'good' ? 'check' : tone === 'bad' ? 'ban' : 'warning'}>
      {mailbox.frozen === undefined ? say(`states.${mailbox.state}`) : say('frozen')}
    </Badge>
  );
}
