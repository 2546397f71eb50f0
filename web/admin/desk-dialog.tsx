import { useState } from 'react';
import { asFault, Checkbox, formatDay, Select, TextField, useLanguage, useTexts } from '#kit';
import { applicantName, type Request } from './activations.tsx';
import { FormDialog } from './form-dialog.tsx';
import { Facts } from './page.tsx';
import { useAct } from './use-api.ts';
import { holdersWords } from './words.ts';

const DOCUMENTS = ['identity-card', 'passport', 'driving-licence', 'residence-permit'] as const;

/** At the desk: the person is there, the document is looked at, what stands on it is written down. */
export function DeskDialog({ activation, onClose }: { activation: Request; onClose: () => void }) {
  const say = useTexts(holdersWords);
  const [type, setType] = useState<(typeof DOCUMENTS)[number]>('identity-card');
  const [number, setNumber] = useState('');
  const [issuer, setIssuer] = useState('');
  const [until, setUntil] = useState('');
  const [hasSeen, setSeen] = useState(false);
  const [isUnseen, setUnseen] = useState(false);
  const more = { told: say('desk.done'), renews: ['GET /admin/activations'], done: onClose };
  const doing = useAct('POST /admin/activations/{activation}/evidence', more);
  const fault = doing.error ? asFault(doing.error) : undefined;
  const submit = () => {
    setUnseen(!hasSeen);
    if (!hasSeen) return;
    const document = { type, number: number.trim(), issuer: issuer.trim(), until };
    doing.mutate({ params: { activation: activation.id }, body: { document } });
  };
  return (
    <FormDialog
      title={say('desk.title', { name: applicantName(activation) })}
      size="lg"
      action={say('desk.do')}
      isBusy={doing.isPending}
      fault={doing.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <ApplicantFacts applicant={activation.applicant} />
      <Select label={say('desk.type')} value={type} onChange={(event) => setType(event.target.value as typeof type)}>
        {DOCUMENTS.map((one) => (
          <option key={one} value={one}>
            {say(`documents.${one}`)}
          </option>
        ))}
      </Select>
      <TextField
        label={say('desk.number')}
        value={number}
        required
        spellCheck={false}
        error={fault?.of('number')}
        onChange={(event) => setNumber(event.target.value)}
      />
      <TextField
        label={say('desk.issuer')}
        hint={say('desk.issuerHint')}
        value={issuer}
        required
        error={fault?.of('issuer')}
        onChange={(event) => setIssuer(event.target.value)}
      />
      <TextField
        label={say('desk.until')}
        type="date"
        value={until}
        required
        error={fault?.of('until')}
        onChange={(event) => setUntil(event.target.value)}
      />
      <Checkbox label={say('desk.seen')} checked={hasSeen} onChange={(event) => setSeen(event.target.checked)} />
      {isUnseen && !hasSeen && (
        <p className="field-error" role="alert">
          {say('desk.unseen')}
        </p>
      )}
    </FormDialog>
  );
}

/** What was said, to be compared with the document. */
function ApplicantFacts({ applicant }: Pick<Request, 'applicant'>) {
  const say = useTexts(holdersWords);
  const language = useLanguage();
  return (
    <Facts
      rows={[
        [say('taxCode'), applicant.taxCode],
        applicant.birthDate !== undefined && [
          say('desk.born'),
          [formatDay(applicant.birthDate, language), applicant.birthPlace].filter(Boolean).join(', '),
        ],
        applicant.permit !== undefined && [
          say('desk.permit'),
          `${applicant.permit.number}, ${formatDay(applicant.permit.until, language)}`,
        ],
        applicant.register !== undefined && [say('desk.register'), applicant.register],
        [say('desk.address'), applicant.postalAddress],
        [say('newMailbox.contact'), applicant.contactAddress],
      ]}
    />
  );
}
