import { useState } from 'react';
import { type AnswerOf, api, buttonClass, ErrorLine, FileButton, Notice, tell, urlOf, useTexts } from '#kit';
import { roomTexts } from './room-texts.ts';
import { useDoing } from './use-doing.ts';
import { useReasonWords } from './write-reasons.tsx';

/** The address book as a file: in from other programs, and out again. */
export function ContactFiles({ mailbox, onDone }: { readonly mailbox: string; readonly onDone: () => void }) {
  const say = useTexts(roomTexts);
  const wordsOf = useReasonWords();
  const [told, setTold] = useState<AnswerOf<'POST /mailboxes/{mailbox}/contacts/import'>>();
  const doing = useDoing();
  const read = (file: File) =>
    doing.go(async () => {
      const as = /\.csv$/i.test(file.name) || file.type === 'text/csv' ? 'csv' : 'vcard';
      const answer = await api('POST /mailboxes/{mailbox}/contacts/import', { mailbox }, { body: file, query: { as } });
      setTold(answer);
      tell(say('contacts.imported', { added: answer.added, changed: answer.changed }), { tone: 'good' });
      onDone();
    });
  return (
    <>
      <FileButton
        size="sm"
        accept=".vcf,.csv,text/vcard,text/csv"
        isBusy={doing.isBusy}
        onFile={(file) => void read(file)}
      >
        {say('contacts.import')}
      </FileButton>
      <a
        className={buttonClass({ size: 'sm', look: 'quiet' })}
        href={urlOf('GET /mailboxes/{mailbox}/contacts/export', { mailbox }, { as: 'vcard' })}
        download
      >
        {say('contacts.exportVcard')}
      </a>
      <a
        className={buttonClass({ size: 'sm', look: 'quiet' })}
        href={urlOf('GET /mailboxes/{mailbox}/contacts/export', { mailbox }, { as: 'csv' })}
        download
      >
        {say('contacts.exportCsv')}
      </a>
      <ErrorLine fault={doing.fault} />
      {told !== undefined && told.faults.length > 0 && (
        <Notice tone="wait" title={say('contacts.faults')}>
          <ul className="plain">
            {told.faults.map(({ at, code, words, detail }) => (
              <li key={`${at} ${detail}`}>
                {say('contacts.fault', { at, detail: wordsOf({ code, words, text: detail }) })}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}
