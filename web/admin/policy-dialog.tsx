import { type FormEvent, type ReactNode, useState } from 'react';
import type { AdminDomain, AdminMailbox, Policy } from '#contract';
import { Button, Dialog, ErrorLine, focusFirstFault, kitTexts, useTexts } from '#kit';
import { OrganisationSelect } from './organisation-select.tsx';
import { draftOf, type PolicyFault, readDraft } from './policy-draft.ts';
import { PolicyForm } from './policy-form.tsx';
import { useAct } from './use-api.ts';
import { holdersWords } from './words.ts';

interface EditorProps {
  readonly title: string;
  readonly isOfDomain: boolean;
  readonly policy: Policy;
  readonly isBusy: boolean;
  readonly fault: unknown;
  readonly children?: ReactNode;
  onSave(policy: Policy): void;
  onClose(): void;
}

function PolicyEditor({ title, isOfDomain, policy, isBusy, fault, children, onSave, onClose }: EditorProps) {
  const kit = useTexts(kitTexts);
  const [draft, setDraft] = useState(() => draftOf(policy));
  const [faults, setFaults] = useState<readonly PolicyFault[]>([]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const read = readDraft(draft);
    setFaults('faults' in read ? read.faults : []);
    if ('policy' in read) onSave(read.policy);
    else focusFirstFault(event.currentTarget);
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        {children}
        <PolicyForm
          isOfDomain={isOfDomain}
          draft={draft}
          faults={faults}
          onChange={(change) => setDraft({ ...draft, ...change })}
        />
        <ErrorLine fault={fault} />
        <div className="form-actions">
          <Button onClick={onClose}>{kit('actions.cancel')}</Button>
          <Button type="submit" look="primary" isBusy={isBusy}>
            {kit('actions.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Rules of one mailbox, over those of its domain. */
export function MailboxPolicyDialog({ mailbox, onClose }: { mailbox: AdminMailbox; onClose: () => void }) {
  const say = useTexts(holdersWords);
  const renews = ['GET /admin/mailboxes/{mailbox}'];
  const doing = useAct('PATCH /admin/mailboxes/{mailbox}', { told: say('policy.saved'), renews, done: onClose });
  return (
    <PolicyEditor
      isOfDomain={false}
      title={say('policy.ofMailbox', { address: mailbox.address })}
      policy={mailbox.policy}
      isBusy={doing.isPending}
      fault={doing.error}
      onSave={(policy) => doing.mutate({ params: { mailbox: mailbox.id }, body: { policy } })}
      onClose={onClose}
    />
  );
}

/** Rules of a domain, and whose it is. */
export function DomainDialog({ domain, onClose }: { domain: AdminDomain; onClose: () => void }) {
  const say = useTexts(holdersWords);
  const [organisation, setOrganisation] = useState(domain.organisation ?? '');
  const doing = useAct('PUT /admin/domains/{domain}', {
    told: say('policy.saved'),
    renews: ['GET /admin/domains'],
    done: onClose,
  });
  return (
    <PolicyEditor
      isOfDomain
      title={say('policy.ofDomain', { domain: domain.name })}
      policy={domain.policy}
      isBusy={doing.isPending}
      fault={doing.error}
      onSave={(policy) =>
        doing.mutate({
          params: { domain: domain.name },
          body: { organisation: organisation === '' ? null : organisation, policy },
        })
      }
      onClose={onClose}
    >
      <OrganisationSelect value={organisation} none={say('domains.shared')} onChange={setOrganisation} />
    </PolicyEditor>
  );
}
