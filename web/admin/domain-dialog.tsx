import { useState } from 'react';
import { asFault, TextField, useTexts } from '#kit';
import { FormDialog } from './form-dialog.tsx';
import { OrganisationSelect } from './organisation-select.tsx';
import { useAct } from './use-api.ts';
import { holdersWords } from './words.ts';

/** A domain whose mailboxes we hold from now on. */
export function NewDomainDialog({ onClose }: { onClose: () => void }) {
  const say = useTexts(holdersWords);
  const [name, setName] = useState('');
  const [organisation, setOrganisation] = useState('');
  const doing = useAct('POST /admin/domains', {
    told: say('domains.added'),
    renews: ['GET /admin/domains', 'GET /admin/overview'],
    done: onClose,
  });
  const fault = doing.error ? asFault(doing.error) : undefined;
  return (
    <FormDialog
      title={say('domains.add')}
      isBusy={doing.isPending}
      fault={doing.error}
      onSubmit={() =>
        doing.mutate({
          body: { name: name.trim().toLowerCase(), organisation: organisation === '' ? null : organisation },
        })
      }
      onClose={onClose}
    >
      <p>{say('domains.addText')}</p>
      <TextField
        label={say('domains.name')}
        value={name}
        required
        maxLength={253}
        autoCapitalize="none"
        spellCheck={false}
        error={fault?.of('name')}
        onChange={(event) => setName(event.target.value)}
      />
      <OrganisationSelect value={organisation} none={say('domains.shared')} onChange={setOrganisation} />
    </FormDialog>
  );
}
