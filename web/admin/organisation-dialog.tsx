import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Organisation } from '#contract';
import { asFault, TextArea, TextField, useTexts } from '#kit';
import { FormDialog } from './form-dialog.tsx';
import { linesOf } from './policy-draft.ts';
import { useAct } from './use-api.ts';
import { holdersWords } from './words.ts';

const GB = 1e9;
const RENEWS = ['GET /admin/organisations', 'GET /admin/domains'];
type Field = 'name' | 'taxCode' | 'ipaCode' | 'domains' | 'quota';

function draftOf(of: Organisation | undefined): Readonly<Record<Field, string>> {
  return {
    name: of?.name ?? '',
    taxCode: of?.taxCode ?? '',
    ipaCode: of?.ipaCode ?? '',
    domains: of?.domains.join('\n') ?? '',
    quota: of?.quotaBytes === undefined ? '' : String(of.quotaBytes / GB),
  };
}

function bodyOf({ name, taxCode, ipaCode, domains, quota }: Readonly<Record<Field, string>>) {
  const bytes = Math.round(Number(quota.replace(',', '.')) * GB);
  return {
    name: name.trim(),
    domains: linesOf(domains),
    ...(taxCode.trim() !== '' && { taxCode: taxCode.trim() }),
    ...(ipaCode.trim() !== '' && { ipaCode: ipaCode.trim() }),
    ...(bytes > 0 && { quotaBytes: bytes }),
  };
}

/** A new organisation, or the data of one. */
export function OrganisationDialog({ organisation, onClose }: { organisation?: Organisation; onClose: () => void }) {
  const say = useTexts(holdersWords);
  const navigate = useNavigate();
  const [draft, setDraft] = useState(() => draftOf(organisation));
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
  const submit = () => {
    const body = bodyOf(draft);
    if (organisation === undefined) adding.mutate({ body });
    else changing.mutate({ params: { organisation: organisation.id }, query: { version: organisation.version }, body });
  };
  const field = (name: Field) => ({
    label: say(`organisations.${name}`),
    value: draft[name],
    error: fault?.of(name === 'quota' ? 'quotaBytes' : name),
    onChange: (event: { target: { value: string } }) => setDraft({ ...draft, [name]: event.target.value }),
  });
  const title =
    organisation === undefined ? say('organisations.add') : say('organisations.change', { name: organisation.name });
  return (
    <FormDialog title={title} isBusy={doing.isPending} fault={doing.error} onSubmit={submit} onClose={onClose}>
      <TextField {...field('name')} required />
      <TextField {...field('taxCode')} isOptional maxLength={16} />
      <TextField {...field('ipaCode')} hint={say('organisations.ipaHint')} isOptional maxLength={20} />
      <TextArea {...field('domains')} hint={say('organisations.domainsHint')} rows={3} spellCheck={false} />
      <TextField {...field('quota')} hint={say('organisations.quotaHint')} isOptional inputMode="decimal" />
    </FormDialog>
  );
}
