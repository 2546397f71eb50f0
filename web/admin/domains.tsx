import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { AdminDomain } from '#contract';
import { Button, EmptyState, formatBytes, formatDay, formatNumber, Table, useLanguage, useMe, useTexts } from '#kit';
import { NewDomainDialog } from './domain-dialog.tsx';
import { Arrived, Page } from './page.tsx';
import { DomainDialog } from './policy-dialog.tsx';
import { hasRole } from './roles.ts';
import { useAnswer, useList } from './use-api.ts';
import { frameWords, holdersWords } from './words.ts';

/** PEC domains: whose they are, and which rules hold in them. */
export function Domains() {
  const say = useTexts(holdersWords);
  const frame = useTexts(frameWords);
  const language = useLanguage();
  const isOperator = hasRole(useMe(), 'operator');
  const [edited, edit] = useState<AdminDomain>();
  const [isAdding, setAdding] = useState(false);
  const asked = useAnswer('GET /admin/domains');
  const organisations = useList('GET /admin/organisations', { query: { limit: 500 } });
  const nameOf = (id: string | undefined) =>
    organisations.rows.find((one) => one.id === id)?.name ?? say('domains.shared');
  return (
    <Page
      title={frame('places.domains')}
      lead={say('domains.lead')}
      actions={
        isOperator && (
          <Button look="primary" icon="plus" onClick={() => setAdding(true)}>
            {say('domains.add')}
          </Button>
        )
      }
    >
      <Arrived of={asked}>
        {(domains) => (
          <Table
            caption={frame('places.domains')}
            rows={domains}
            keyOf={({ name }) => name}
            empty={<EmptyState icon="mail" title={say('domains.none')} />}
            columns={[
              {
                key: 'name',
                head: say('domains.name'),
                isHead: true,
                cell: ({ name }) => (
                  <Link to="/caselle" search={{ domain: name } as never}>
                    {name}
                  </Link>
                ),
              },
              {
                key: 'organisation',
                head: say('mailboxes.organisation'),
                cell: ({ organisation }) => nameOf(organisation),
              },
              { key: 'rules', head: say('mailbox.rules'), cell: ({ policy }) => <Rules policy={policy} /> },
              {
                key: 'mailboxes',
                head: frame('counts.mailboxes'),
                isNumber: true,
                cell: ({ mailboxes }) => formatNumber(mailboxes, language),
              },
              ...(isOperator
                ? [
                    {
                      key: 'act',
                      head: frame('act'),
                      cell: (domain: AdminDomain) => (
                        <Button size="sm" aria-label={`${say('change')}: ${domain.name}`} onClick={() => edit(domain)}>
                          {say('change')}
                        </Button>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        )}
      </Arrived>
      {isAdding && <NewDomainDialog onClose={() => setAdding(false)} />}
      {edited !== undefined && <DomainDialog domain={edited} onClose={() => edit(undefined)} />}
    </Page>
  );
}

/** What differs from the provider's rules, in a few words. */
function Rules({ policy }: Pick<AdminDomain, 'policy'>) {
  const say = useTexts(holdersWords);
  const language = useLanguage();
  const words = [
    policy.ordinaryMail !== undefined &&
      (policy.ordinaryMail.kind === 'refuse' && policy.ordinaryMail.from !== undefined
        ? say('policy.refusedFromDay', { day: formatDay(policy.ordinaryMail.from, language) })
        : say(`policy.${policy.ordinaryMail.kind}Words`)),
    policy.closedChannel !== undefined && say('policy.closed', { count: policy.closedChannel.allowOnly.length }),
    policy.maxBytesTimesRecipients !== undefined &&
      `${say('policy.product')}: ${formatBytes(policy.maxBytesTimesRecipients, language)}`,
    policy.maxRecipients !== undefined &&
      `${say('policy.maxRecipients')}: ${formatNumber(policy.maxRecipients, language)}`,
    policy.submissionsPerHour !== undefined &&
      `${say('policy.perHour')}: ${formatNumber(policy.submissionsPerHour, language)}`,
    policy.secondFactor === 'required' && say('policy.factor.required'),
    policy.unfreeze === 'operator' && say('policy.operatorUnfreezes'),
    policy.enrolment === 'open' && say('policy.enrolmentOpen'),
  ].filter((one) => one !== false);
  return words.length === 0 ? (
    say('policy.inherited')
  ) : (
    <ul className="brief">
      {words.map((one) => (
        <li key={one}>{one}</li>
      ))}
    </ul>
  );
}
