import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { Organisation } from '#contract';
import { asFault, Button, Dialog, ErrorLine, kitTexts, TextArea, TextField, useTexts } from '#kit';
import { linesOf } from './policy-draft.ts';
import { useAct } from './use-api.ts';
import { holdersWords } from './words.ts';

const GB = 1e9;
const RENEWS = ['GET /admin/organisations', 'GET /admin/domains'];

/** A new organisation, or the data of one. */
export function OrganisationDialog({ organisation, onClose }: { organisation?: Organisation; onClose: () => void }) {
  const say = useTexts(holdersWords);
  const kit = useTexts(kitTexts);
  const navigate = useNavigate();
  const [name, setName] = useState(organisation?.name ?? '');
  const [taxCode, setTaxCode] = useState(organisation?.taxCode ?? '');
  const [ipaCode, setIpaCode] = useState(organisation?.ipaCode ?? '');
  const [domains, setDomains] = useState(organisation?.domains.join('\n') ?? '');
  const [quota, setQuota] = useState(
    organisation?.quotaBytes === undefined ? '' : String(organisation.quotaBytes / GB),
  );
  const told = say('organisations.saved');
  const adding = useAct('POST /admin/organisations', {
    told,
    renews: RENEWS,
    done: ({ id }) => {
      onClose();
      void navigate({ to: `/organizzazioni/${id}` });
    },
  });
  const changing = useAct('PUT /admin/organisations/{organisation}', { told, renews: RENEWS, done: onClose });
  const doing = organisation === undefined ? adding : changing;
  const fault = doing.error ? asFault(doing.error) : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const bytes = Math.round(Number(quota.replace(',', '.')) * GB);
    const body = {
      name: name.trim(),
      domains: linesOf(domains),
      ...(taxCode.trim() !== '' && { taxCode: taxCode.trim() }),
      ...(ipaCode.trim() !== '' && { ipaCode: ipaCode.trim() }),
      ...(bytes > 0 && { quotaBytes: bytes }),
    };
    if (organisation === undefined) adding.mutate({ body });
    else changing.mutate({ params: { organisation: organisation.id }, query: { version: organisation.version }, body });
  };
  return (
    <Dialog
      title={
        organisation === undefined ? say('organisations.add') : say('organisations.change', { name: organisation.name })
      }
      onClose={onClose}
    >
      <form className="stack" onSubmit={submit}>
        <TextField
          label={say('organisations.name')}
          value={name}
          required
          error={fault?.of('name')}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label={say('organisations.taxCode')}
          isOptional
          maxLength={16}
          value={taxCode}
          error={fault?.of('taxCode')}
          onChange={(event) => setTaxCode(event.target.value)}
        />
        <TextField
          label={say('organisations.ipaCode')}
          hint={say('organisations.ipaHint')}
          isOptional
          maxLength={20}
          value={ipaCode}
          error={fault?.of('ipaCode')}
          onChange={(event) => setIpaCode(event.target.value)}
        />
        <TextArea
          label={say('organisations.domains')}
          hint={say('organisations.domainsHint')}
          rows={3}
          spellCheck={false}
          value={domains}
          error={fault?.of('domains')}
          onChange={(event) => setDomains(event.target.value)}
        />
        <TextField
          label={say('organisations.quota')}
          hint={say('organisations.quotaHint')}
          isOptional
          inputMode="decimal"
          value={quota}
          error={fault?.of('quotaBytes')}
          onChange={(event) => setQuota(event.target.value)}
        />
        <ErrorLine fault={doing.error} />
        <div className="form-actions">
          <Button onClick={onClose}>{kit('actions.cancel')}</Button>
          <Button type="submit" look="primary" isBusy={doing.isPending}>
            {kit('actions.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
