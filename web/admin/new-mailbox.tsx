import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { asFault, Button, ErrorLine, Select, TextField, useLanguage, useMe, useTexts } from '#kit';
import { OnceDialog } from './once-dialog.tsx';
import { Page } from './page.tsx';
import { readQuota } from './quota.ts';
import { ownOrganisations } from './roles.ts';
import { useAct, useAnswer, useList } from './use-api.ts';
import { frameWords, holdersWords } from './words.ts';

const KINDS = ['person', 'foreign-resident', 'firm', 'professional', 'public-body'] as const;

/** A mailbox made by an operator; its holder chooses the first password by a link that is shown once. */
export function NewMailbox() {
  const say = useTexts(holdersWords);
  const frame = useTexts(frameWords);
  const navigate = useNavigate();
  const own = ownOrganisations(useMe());
  const domains = useAnswer('GET /admin/domains');
  const organisations = useList('GET /admin/organisations', { query: { limit: 500 } });
  const [field, setField] = useState({
    local: '',
    domain: '',
    holder: '',
    taxCode: '',
    /** Chosen each time: what is written down of a holder is nothing to be preset. */
    kind: '' as '' | (typeof KINDS)[number],
    organisation: own?.[0]?.id ?? '',
    office: '',
    quota: '',
    contact: '',
  });
  const language = useLanguage();
  const domain = field.domain || domains.data?.[0]?.name || '';
  // A domain that is somebody's has no mailboxes of others.
  const organisation = domains.data?.find(({ name }) => name === domain)?.organisation ?? field.organisation;
  const quotaBytes = readQuota(field.quota, undefined, language);
  const set = (change: Partial<typeof field>) => setField({ ...field, ...change });
  const offices = useAnswer(
    'GET /admin/organisations/{organisation}/offices',
    { params: { organisation } },
    { enabled: organisation !== '' },
  );
  const doing = useAct('POST /admin/mailboxes', { renews: ['GET /admin/mailboxes', 'GET /admin/overview'] });
  const fault = doing.error ? asFault(doing.error) : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (Number.isNaN(quotaBytes) || field.kind === '') return;
    doing.mutate({
      body: {
        address: `${field.local.trim()}@${domain}`,
        holder: field.holder.trim(),
        holderKind: field.kind,
        contactAddress: field.contact.trim(),
        ...(field.taxCode.trim() !== '' && { taxCode: field.taxCode.trim().toUpperCase() }),
        ...(organisation !== '' && { organisation }),
        ...(field.office !== '' && { office: field.office }),
        ...(quotaBytes !== undefined && { quotaBytes }),
      },
    });
  };
  return (
    <Page
      title={say('newMailbox.title')}
      lead={say('newMailbox.lead')}
      back={
        <Link className="back" to="/caselle">
          ← {frame('places.mailboxes')}
        </Link>
      }
    >
      <form className="form stack" onSubmit={submit}>
        <fieldset className="stack">
          <legend>{say('newMailbox.addressLegend')}</legend>
          <div className="pair">
            <TextField
              label={say('newMailbox.local')}
              hint={say('newMailbox.localHint')}
              value={field.local}
              required
              autoCapitalize="none"
              spellCheck={false}
              error={fault?.of('address')}
              onChange={(event) => set({ local: event.target.value })}
            />
            <Select
              label={say('mailboxes.domain')}
              hint={say('newMailbox.domainHint')}
              value={domain}
              onChange={(event) => set({ domain: event.target.value, office: '' })}
            >
              {domains.data?.map(({ name }) => (
                <option key={name} value={name}>
                  @{name}
                </option>
              ))}
            </Select>
          </div>
        </fieldset>
        <fieldset className="stack">
          <legend>{say('mailbox.holder')}</legend>
          <Select
            label={say('mailbox.holderKind')}
            value={field.kind}
            required
            onChange={(event) => set({ kind: event.target.value as typeof field.kind })}
          >
            <option value="">{say('newMailbox.chooseKind')}</option>
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {say(`kinds.${kind}`)}
              </option>
            ))}
          </Select>
          <TextField
            label={say('newMailbox.holder')}
            value={field.holder}
            required
            error={fault?.of('holder')}
            onChange={(event) => set({ holder: event.target.value })}
          />
          <TextField
            label={say('taxCode')}
            hint={say('newMailbox.taxCodeHint')}
            isOptional
            maxLength={16}
            value={field.taxCode}
            spellCheck={false}
            error={fault?.of('taxCode')}
            onChange={(event) => set({ taxCode: event.target.value })}
          />
          <TextField
            label={say('newMailbox.contact')}
            hint={say('newMailbox.contactHint')}
            type="email"
            value={field.contact}
            required
            error={fault?.of('contactAddress')}
            onChange={(event) => set({ contact: event.target.value })}
          />
        </fieldset>
        <fieldset className="stack">
          <legend>{say('newMailbox.place')}</legend>
          <Select
            label={say('mailboxes.organisation')}
            value={organisation}
            onChange={(event) => set({ organisation: event.target.value, office: '' })}
          >
            {own === undefined && <option value="">{say('newMailbox.noOrganisation')}</option>}
            {(own ?? organisations.rows).map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
          {organisation !== '' && (
            <Select
              label={say('office')}
              value={field.office}
              onChange={(event) => set({ office: event.target.value })}
            >
              <option value="">{say('noOffice')}</option>
              {offices.data?.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
          <TextField
            label={say('mailbox.quota')}
            hint={say('newMailbox.quotaHint')}
            isOptional
            inputMode="decimal"
            value={field.quota}
            error={Number.isNaN(quotaBytes) ? say('mailbox.quotaWrong') : fault?.of('quotaBytes')}
            onChange={(event) => set({ quota: event.target.value })}
          />
        </fieldset>
        <ErrorLine fault={doing.error} />
        <div className="form-actions">
          <Button type="submit" look="primary" isBusy={doing.isPending}>
            {say('newMailbox.do')}
          </Button>
        </div>
      </form>
      {doing.data !== undefined && (
        <OnceDialog
          address={doing.data.address}
          secret={doing.data.firstLogin}
          onClose={() => void navigate({ to: `/caselle/${doing.data.id}` })}
        />
      )}
    </Page>
  );
}
