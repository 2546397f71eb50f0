import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Organisation } from '#contract';
import { ask, Button, ErrorState, formatBytes, formatNumber, Skeleton, useLanguage, useMe, useTexts } from '#kit';
import { MailboxTable } from './mailboxes.tsx';
import { OfficesPanel } from './offices.tsx';
import { OrganisationDialog } from './organisation-dialog.tsx';
import { ArrivedList, Facts, Page, Panel } from './page.tsx';
import { hasRole } from './roles.ts';
import { useAct, useList } from './use-api.ts';
import { frameWords, holdersWords } from './words.ts';

/** One organisation: its data, its offices, its first mailboxes. */
export function OneOrganisation() {
  const { organisation: id } = useParams({ strict: false }) as { readonly organisation: string };
  const frame = useTexts(frameWords);
  const list = useList('GET /admin/organisations', { query: { limit: 500 } });
  const organisation = list.rows.find((one) => one.id === id);
  const back = (
    <Link className="back" to="/organizzazioni">
      ← {frame('places.organisations')}
    </Link>
  );
  if (organisation === undefined)
    return (
      <Page title={frame('places.organisations')} back={back}>
        {list.isPending ? <Skeleton lines={5} /> : <ErrorState fault={list.error} onRetry={list.again} />}
      </Page>
    );
  return <Known organisation={organisation} back={back} />;
}

function Known({ organisation, back }: { organisation: Organisation; back: React.ReactNode }) {
  const say = useTexts(holdersWords);
  const frame = useTexts(frameWords);
  const language = useLanguage();
  const isOperator = hasRole(useMe(), 'operator');
  const navigate = useNavigate();
  const [isEdited, edit] = useState(false);
  const removing = useAct('DELETE /admin/organisations/{organisation}', {
    told: say('organisations.removed'),
    renews: ['GET /admin/organisations'],
    done: () => void navigate({ to: '/organizzazioni' }),
  });
  const remove = async () => {
    const text = say('organisations.removeText', { name: organisation.name });
    if (await ask({ title: say('organisations.remove'), text, action: say('organisations.remove'), isDanger: true }))
      removing.mutate({ params: { organisation: organisation.id } });
  };
  return (
    <Page
      title={organisation.name}
      back={back}
      actions={isOperator && <Button onClick={() => edit(true)}>{say('change')}</Button>}
    >
      {removing.error && <ErrorState fault={removing.error} />}
      <div className="columns">
        <Panel title={say('organisations.data')}>
          <Facts
            rows={[
              organisation.taxCode !== undefined && [say('organisations.taxCode'), organisation.taxCode],
              organisation.ipaCode !== undefined && [say('organisations.ipaCode'), organisation.ipaCode],
              [
                frame('places.domains'),
                organisation.domains.length === 0 ? say('organisations.noDomains') : organisation.domains.join(', '),
              ],
              [frame('counts.mailboxes'), formatNumber(organisation.mailboxes, language)],
              [say('mailboxes.used'), formatBytes(organisation.usedBytes, language)],
              [
                say('organisations.quota'),
                organisation.quotaBytes === undefined
                  ? say('policy.inherited')
                  : formatBytes(organisation.quotaBytes, language),
              ],
            ]}
          />
          <p>
            <Link to="/indirizzi/$organisation" params={{ organisation: organisation.id } as never}>
              {say('organisations.publicPage')}
            </Link>
          </p>
          {isOperator && organisation.mailboxes === 0 && (
            <Button look="danger" size="sm" onClick={() => void remove()}>
              {say('organisations.remove')}
            </Button>
          )}
        </Panel>
        <OfficesPanel organisation={organisation.id} />
      </div>
      <Some organisation={organisation.id} />
      {isEdited && <OrganisationDialog organisation={organisation} onClose={() => edit(false)} />}
    </Page>
  );
}

function Some({ organisation }: { organisation: string }) {
  const say = useTexts(holdersWords);
  const frame = useTexts(frameWords);
  const list = useList('GET /admin/mailboxes', { query: { organisation, limit: 10 } });
  return (
    <Panel
      title={frame('places.mailboxes')}
      actions={
        <Link to="/caselle" search={{ organisation } as never}>
          {say('mailboxes.all')}
        </Link>
      }
    >
      <ArrivedList of={list}>
        <MailboxTable rows={list.rows} isFiltered={false} />
      </ArrivedList>
    </Panel>
  );
}
