import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Language, Organisation } from '#contract';
import { asFault, TextArea, TextField, useLanguage, useTexts } from '#kit';
import { FormDialog } from './form-dialog.tsx';
import { linesOf } from './policy-draft.ts';
import { quotaText, readQuota } from './quota.ts';
import { useAct } from './use-api.ts';
import { holdersWords } from './words.ts';

const RENEWS = ['GET /admin/organisations', 'GET /admin/domains'];
type Field = 'name' | 'taxCode' | 'ipaCode' | 'domains' | 'quota';

function draftOf(of: Organisation | undefined, language: Language): Readonly<Record<Field, string>> {
  return {
    name: of?.name ?? '',
    taxCode: of?.taxCode ?? '',
    ipaCode: of?.ipaCode ?? '',
    domains: of?.domains.join('\n') ?? '',
    quota: quotaText(of?.quotaBytes, language),
  };
}

function bodyOf({ name, taxCode, ipaCode, domains }: Readonly<Record<Field, string>>, quotaBytes: number | undefined) {
  return {
    name: name.trim(),
    domains: linesOf(domains),
    ...(taxCode.trim() !== '' && { taxCode: taxCode.trim() }),
    ...(ipaCode.trim() !== '' && { ipaCode: ipaCode.trim() }),
    ...(quotaBytes !== undefined && { quotaBytes }),
  };
}

/** A new organisation, or the data of one. */
export function OrganisationDialog({ organisation, onClose }: { organisation?: Organisation; onClose: () => void }) {
  const say = useTexts(holdersWords);
  const navigate = useNavigate();
  const language = useLanguage();
  const [draft, setDraft] = useState(() => draftOf(organisation, language));
  const quotaBytes = readQuota(draft.quota, organisation?.quotaBytes, language);
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
    if (Number.isNaN(quotaBytes)) return;
    const body = bodyOf(draft, quotaBytes);
    if (organisation === undefined) adding.mutate({ body });
    else changing.mutate({ params: { organisation: organisation.id }, query: { version: organisation.version }, body });
  };
  const field = (name: Field) => ({
    label: say(`organisations.${name}`),
    value: draft[name],
    error:
      name === 'quota' && Number.isNaN(quotaBytes)
        ? say('mailbox.quotaWrong')
        : fault?.of(name === 'quota' ? 'quotaBytes' : name),
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
