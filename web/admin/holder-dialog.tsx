import { useState } from 'react';
import type { AdminMailbox } from '#contract';
import { asFault, Checkbox, Select, TextField, useMe, useTexts } from '#kit';
import { DocumentFields, NO_DOCUMENT, tidyDocument } from './document-fields.tsx';
import { FormDialog } from './form-dialog.tsx';
import { hasRole } from './roles.ts';
import { useAct } from './use-api.ts';
import { holdersWords } from './words.ts';

const KINDS = ['person', 'foreign-resident', 'firm', 'professional', 'public-body'] as const;
type Kind = (typeof KINDS)[number];
type Evidence = 'document' | 'organisation';

interface Props {
  readonly mailbox: AdminMailbox;
  readonly renews: readonly string[];
  readonly onClose: () => void;
}

/** Whoever holds a mailbox that was made without saying so: by the document an operator sees, or by the word of its organisation. */
export function HolderDialog({ mailbox, renews, onClose }: Props) {
  const say = useTexts(holdersWords);
  const isOperator = hasRole(useMe(), 'operator');
  const answers = mailbox.organisation !== undefined;
  const ways: readonly Evidence[] = [
    ...(isOperator ? (['document'] as const) : []),
    ...(answers ? (['organisation'] as const) : []),
  ];
  const [way, setWay] = useState<Evidence>(ways[0] ?? 'document');
  const [kind, setKind] = useState<Kind>('person');
  const [name, setName] = useState(mailbox.holder);
  const [taxCode, setTaxCode] = useState('');
  const [document, setDocument] = useState(NO_DOCUMENT);
  const [isSure, setSure] = useState(false);
  const [isUnsure, setUnsure] = useState(false);
  const doing = useAct('POST /admin/mailboxes/{mailbox}/holder', {
    told: say('acts.holder.done'),
    renews,
    done: onClose,
  });
  const fault = doing.error ? asFault(doing.error) : undefined;
  const submit = () => {
    setUnsure(!isSure);
    if (!isSure) return;
    const shown = way === 'document' && { document: tidyDocument(document) };
    const body = { kind, name: name.trim(), taxCode: taxCode.trim().toUpperCase(), ...shown };
    doing.mutate({ params: { mailbox: mailbox.id }, body });
  };
  return (
    <FormDialog
      title={say('acts.holder.ask', { address: mailbox.address })}
      size="lg"
      action={say('acts.holder.do')}
      isBusy={doing.isPending}
      fault={doing.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{say('acts.holder.then1')}</p>
      <Select label={say('mailbox.holderKind')} value={kind} onChange={(event) => setKind(event.target.value as Kind)}>
        {KINDS.map((one) => (
          <option key={one} value={one}>
            {say(`kinds.${one}`)}
          </option>
        ))}
      </Select>
      <TextField
        label={say('newMailbox.holder')}
        value={name}
        required
        error={fault?.of('name')}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label={say('taxCode')}
        value={taxCode}
        maxLength={16}
        required
        autoCapitalize="characters"
        spellCheck={false}
        error={fault?.of('taxCode')}
        onChange={(event) => setTaxCode(event.target.value)}
      />
      <Select label={say('holdings.how')} value={way} onChange={(event) => setWay(event.target.value as Evidence)}>
        {ways.map((one) => (
          <option key={one} value={one}>
            {say(one === 'document' ? 'evidence.in-person' : 'evidence.organisation')}
          </option>
        ))}
      </Select>
      {way === 'document' && <DocumentFields value={document} fault={fault} onChange={setDocument} />}
      <Checkbox
        label={say(way === 'document' ? 'desk.seen' : 'acts.holder.answers')}
        checked={isSure}
        onChange={(event) => setSure(event.target.checked)}
      />
      {isUnsure && !isSure && (
        <p className="field-error" role="alert">
          {say('desk.unseen')}
        </p>
      )}
    </FormDialog>
  );
}
