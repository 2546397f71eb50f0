import { useState } from 'react';
import type { AdminMailbox } from '#contract';
import { Select, TextField, useLanguage, useTexts } from '#kit';
import { FormDialog } from './form-dialog.tsx';
import { quotaText, readQuota } from './quota.ts';
import { useAct, useAnswer } from './use-api.ts';
import { holdersWords } from './words.ts';

/** Holder's name, office, capacity. */
export function DetailsDialog({ mailbox, onClose }: { mailbox: AdminMailbox; onClose: () => void }) {
  const say = useTexts(holdersWords);
  const [holder, setHolder] = useState(mailbox.holder);
  const [office, setOffice] = useState(mailbox.office ?? '');
  const language = useLanguage();
  const [quota, setQuota] = useState(quotaText(mailbox.quotaBytes, language));
  const offices = useAnswer(
    'GET /admin/organisations/{organisation}/offices',
    { params: { organisation: mailbox.organisation ?? '-' } },
    { enabled: mailbox.organisation !== undefined },
  );
  const renews = ['GET /admin/mailboxes', 'GET /admin/mailboxes/{mailbox}'];
  const doing = useAct('PATCH /admin/mailboxes/{mailbox}', { told: say('acts.details.done'), renews, done: onClose });
  const quotaBytes = readQuota(quota, mailbox.quotaBytes, language) ?? Number.NaN;
  const submit = () => {
    if (Number.isNaN(quotaBytes)) return;
    doing.mutate({
      params: { mailbox: mailbox.id },
      body: {
        holder: holder.trim(),
        quotaBytes,
        ...(mailbox.organisation !== undefined && { office: office === '' ? null : office }),
      },
    });
  };
  return (
    <FormDialog
      title={say('acts.details.ask', { address: mailbox.address })}
      isBusy={doing.isPending}
      fault={doing.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label={say('mailbox.holder')}
        value={holder}
        required
        onChange={(event) => setHolder(event.target.value)}
      />
      <TextField
        label={say('mailbox.quota')}
        hint={say('mailbox.quotaHint')}
        inputMode="decimal"
        value={quota}
        required
        error={Number.isNaN(quotaBytes) ? say('mailbox.quotaWrong') : undefined}
        onChange={(event) => setQuota(event.target.value)}
      />
      {mailbox.organisation !== undefined && (
        <Select label={say('office')} value={office} onChange={(event) => setOffice(event.target.value)}>
          <option value="">{say('noOffice')}</option>
          {offices.data?.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </FormDialog>
  );
}
