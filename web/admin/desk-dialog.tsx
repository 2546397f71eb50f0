import { useState } from 'react';
import { asFault, Checkbox, formatDay, useLanguage, useTexts } from '#kit';
import { applicantName, type Request } from './activations.tsx';
import { DocumentFields, NO_DOCUMENT, tidyDocument } from './document-fields.tsx';
import { FormDialog } from './form-dialog.tsx';
import { Facts } from './page.tsx';
import { useAct } from './use-api.ts';
import { holdersWords } from './words.ts';

/** At the desk: the person is there, the document is looked at, what stands on it is written down. */
export function DeskDialog({ activation, onClose }: { activation: Request; onClose: () => void }) {
  const say = useTexts(holdersWords);
  const [document, setDocument] = useState(NO_DOCUMENT);
  const [hasSeen, setSeen] = useState(false);
  const [isUnseen, setUnseen] = useState(false);
  const more = { told: say('desk.done'), renews: ['GET /admin/activations'], done: onClose };
  const doing = useAct('POST /admin/activations/{activation}/evidence', more);
  const fault = doing.error ? asFault(doing.error) : undefined;
  const submit = () => {
    setUnseen(!hasSeen);
    if (!hasSeen) return;
    doing.mutate({ params: { activation: activation.id }, body: { document: tidyDocument(document) } });
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
      <DocumentFields value={document} fault={fault} onChange={setDocument} />
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
