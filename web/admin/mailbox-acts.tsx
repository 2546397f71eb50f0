import { useState } from 'react';
import type { AdminMailbox, MailboxState } from '#contract';
import { Select, TextField, useTexts } from '#kit';
import { ActDialog } from './act-dialog.tsx';
import { DetailsDialog } from './details-dialog.tsx';
import { HolderDialog } from './holder-dialog.tsx';
import { isGrave, nextStates } from './mailbox-states.ts';
import { OnceDialog } from './once-dialog.tsx';
import { MailboxPolicyDialog } from './policy-dialog.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { useAct } from './use-api.ts';
import { holdersWords } from './words.ts';

export type MailboxAct = 'freeze' | 'unfreeze' | 'state' | 'details' | 'policy' | 'first-login' | 'holder' | 'reassign';

interface Props {
  readonly mailbox: AdminMailbox;
  readonly onClose: () => void;
}

const RENEWS = ['GET /admin/mailboxes', 'GET /admin/mailboxes/{mailbox}', 'GET /admin/overview'];

/** The dialog of an act. */
export function MailboxActs({ mailbox, act, onClose }: Props & { readonly act: MailboxAct }) {
  switch (act) {
    case 'freeze':
    case 'unfreeze':
      return <FreezeDialog mailbox={mailbox} onClose={onClose} isFrozen={act === 'freeze'} />;
    case 'state':
      return <StateDialog mailbox={mailbox} onClose={onClose} />;
    case 'details':
      return <DetailsDialog mailbox={mailbox} onClose={onClose} />;
    case 'policy':
      return <MailboxPolicyDialog mailbox={mailbox} onClose={onClose} />;
    case 'first-login':
      return <FirstLoginDialog mailbox={mailbox} onClose={onClose} />;
    case 'holder':
      return <HolderDialog mailbox={mailbox} renews={RENEWS} onClose={onClose} />;
    case 'reassign':
      return <ReassignDialog mailbox={mailbox} onClose={onClose} />;
  }
}

function FreezeDialog({ mailbox, onClose, isFrozen }: Props & { readonly isFrozen: boolean }) {
  const say = useTexts(holdersWords);
  const act = isFrozen ? 'freeze' : 'unfreeze';
  return (
    <ActDialog
      act="POST /admin/mailboxes/{mailbox}/freeze"
      told={say(`acts.${act}.done`)}
      renews={RENEWS}
      title={say(`acts.${act}.ask`, { address: mailbox.address })}
      consequences={
        isFrozen
          ? [say('acts.freeze.then1'), say('acts.freeze.then2'), say('acts.freeze.then3')]
          : [say('acts.unfreeze.then1')]
      }
      action={say(`acts.${act}.do`)}
      isDanger={isFrozen}
      what={(reason) => ({ params: { mailbox: mailbox.id }, body: { frozen: isFrozen, reason } })}
      onClose={onClose}
    />
  );
}

function StateDialog({ mailbox, onClose }: Props) {
  const say = useTexts(holdersWords);
  const choices = nextStates(mailbox.state);
  const [state, setState] = useState<MailboxState>(choices[0] ?? 'active');
  const [until, setUntil] = useState('');
  return (
    <ActDialog
      act="POST /admin/mailboxes/{mailbox}/state"
      told={say('acts.state.done')}
      renews={RENEWS}
      title={say('acts.state.ask', { address: mailbox.address })}
      consequences={[say(`stateWords.${state}`)]}
      action={say('acts.state.do')}
      isDanger={isGrave(state)}
      what={(reason) => ({
        params: { mailbox: mailbox.id },
        body: { state, reason, ...(state === 'closing' && until !== '' && { until }) },
      })}
      onClose={onClose}
    >
      <Select
        label={say('acts.state.next')}
        value={state}
        onChange={(event) => setState(event.target.value as MailboxState)}
      >
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {say(`states.${choice}`)}
          </option>
        ))}
      </Select>
      {state === 'closing' && (
        <TextField
          label={say('acts.state.until')}
          hint={say('acts.state.untilHint')}
          type="date"
          value={until}
          required
          onChange={(event) => setUntil(event.target.value)}
        />
      )}
    </ActDialog>
  );
}

function FirstLoginDialog({ mailbox, onClose }: Props) {
  const say = useTexts(holdersWords);
  const doing = useAct('POST /admin/mailboxes/{mailbox}/first-login');
  if (doing.data !== undefined)
    return <OnceDialog address={mailbox.address} secret={doing.data.link} until={doing.data.until} onClose={onClose} />;
  return (
    <ReasonDialog
      title={say('acts.first-login.ask', { address: mailbox.address })}
      consequences={[say('acts.first-login.then1'), say('acts.first-login.then2')]}
      action={say('acts.first-login.do')}
      isBusy={doing.isPending}
      fault={doing.error}
      onDo={(reason) => doing.mutate({ params: { mailbox: mailbox.id }, body: { reason } })}
      onClose={onClose}
    />
  );
}

function ReassignDialog({ mailbox, onClose }: Props) {
  const say = useTexts(holdersWords);
  const [taxCode, setTaxCode] = useState('');
  const [holder, setHolder] = useState(mailbox.holder);
  return (
    <ActDialog
      act="POST /admin/mailboxes/{mailbox}/reassign"
      told={say('acts.reassign.done')}
      renews={RENEWS}
      title={say('acts.reassign.ask', { address: mailbox.address })}
      consequences={[say('acts.reassign.then1'), say('acts.reassign.then2')]}
      action={say('acts.reassign.do')}
      what={(reason) => ({
        params: { mailbox: mailbox.id },
        body: { taxCode: taxCode.trim().toUpperCase(), holder, reason },
      })}
      onClose={onClose}
    >
      <TextField
        label={say('taxCode')}
        value={taxCode}
        maxLength={16}
        required
        autoCapitalize="characters"
        spellCheck={false}
        onChange={(event) => setTaxCode(event.target.value)}
      />
      <TextField
        label={say('mailbox.holder')}
        value={holder}
        required
        onChange={(event) => setHolder(event.target.value)}
      />
    </ActDialog>
  );
}
