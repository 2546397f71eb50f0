import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import {
  Button,
  EmptyState,
  formatBytes,
  formatNumber,
  MoreButton,
  Table,
  TextField,
  useLanguage,
  useMe,
  useTexts,
} from '#kit';
import { OrganisationDialog } from './organisation-dialog.tsx';
import { ArrivedList, Page } from './page.tsx';
import { hasRole } from './roles.ts';
import { useList } from './use-api.ts';
import { useSettled } from './use-settled.ts';
import { frameWords, holdersWords } from './words.ts';

/** Bodies, firms, orders that have more than one mailbox. */
export function Organisations() {
  const say = useTexts(holdersWords);
  const frame = useTexts(frameWords);
  const language = useLanguage();
  const isOperator = hasRole(useMe(), 'operator');
  const [text, setText] = useState('');
  const [isNew, setNew] = useState(false);
  const wanted = useSettled(text.trim());
  const list = useList('GET /admin/organisations', { query: { limit: 50, ...(wanted !== '' && { text: wanted }) } });
  return (
    <Page
      title={frame('places.organisations')}
      lead={say('organisations.lead')}
      actions={
        isOperator && (
          <Button look="primary" icon="plus" onClick={() => setNew(true)}>
            {say('organisations.add')}
          </Button>
        )
      }
    >
      <div className="filters filters-one">
        <TextField
          label={say('organisations.search')}
          type="search"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <ArrivedList of={list}>
        <Table
          caption={frame('places.organisations')}
          rows={list.rows}
          keyOf={({ id }) => id}
          empty={
            <EmptyState icon="pa" title={wanted === '' ? say('organisations.none') : say('organisations.noneFound')} />
          }
          columns={[
            {
              key: 'name',
              head: say('organisations.name'),
              isHead: true,
              cell: ({ id, name, ipaCode }) => (
                <>
                  <Link to="/organizzazioni/$organisation" params={{ organisation: id } as never}>
                    {name}
                  </Link>
                  {ipaCode !== undefined && (
                    <span className="under">{say('organisations.ipa', { code: ipaCode })}</span>
                  )}
                </>
              ),
            },
            { key: 'domains', head: frame('places.domains'), cell: ({ domains }) => domains.join(', ') },
            {
              key: 'mailboxes',
              head: frame('counts.mailboxes'),
              isNumber: true,
              cell: ({ mailboxes }) => formatNumber(mailboxes, language),
            },
            {
              key: 'used',
              head: say('mailboxes.used'),
              isNumber: true,
              cell: ({ usedBytes }) => formatBytes(usedBytes, language),
            },
          ]}
        />
        <MoreButton {...list.more} />
      </ArrivedList>
      {isNew && <OrganisationDialog onClose={() => setNew(false)} />}
    </Page>
  );
}
