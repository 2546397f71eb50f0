import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button, Dialog, ErrorLine, kitTexts, Notice, octets, TextField, tell, useTexts } from '#kit';
import type { LogQuestion } from './log.tsx';
import { runningWords } from './words.ts';

/** A signed extract of the log for an authority, of what is asked for on the page behind. */
export function ExtractDialog({ question, onClose }: { question: LogQuestion; onClose: () => void }) {
  const say = useTexts(runningWords);
  const kit = useTexts(kitTexts);
  const [authority, setAuthority] = useState('');
  const [reference, setReference] = useState('');
  const { event: _one, msgid: _two, ...asked } = question;
  const isEverything = Object.keys(asked).length === 0;
  const doing = useMutation({
    async mutationFn() {
      const body = { ...asked, authority: authority.trim(), reference: reference.trim() };
      const blob = await octets('POST /admin/log/extract', {}, { body } as never);
      const url = URL.createObjectURL(blob);
      Object.assign(document.createElement('a'), {
        href: url,
        download: `estratto-${reference.replace(/[^\w.-]+/g, '-')}.zip`,
      }).click();
      URL.revokeObjectURL(url);
    },
    onSuccess() {
      tell(say('extract.done'), { tone: 'good' });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isEverything) doing.mutate();
  };
  return (
    <Dialog title={say('extract.title')} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <p>{say('extract.lead')}</p>
        {isEverything ? (
          <Notice tone="wait">{say('extract.everything')}</Notice>
        ) : (
          <dl className="facts facts-tight">
            {Object.entries(asked).map(([name, value]) => (
              <div key={name}>
                <dt>{say(`extract.fields.${name as 'from' | 'to' | 'sender' | 'recipient' | 'identificativo'}`)}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        )}
        <TextField
          label={say('extract.authority')}
          hint={say('extract.authorityHint')}
          value={authority}
          required
          onChange={(event) => setAuthority(event.target.value)}
        />
        <TextField
          label={say('extract.reference')}
          hint={say('extract.referenceHint')}
          value={reference}
          required
          onChange={(event) => setReference(event.target.value)}
        />
        <ErrorLine fault={doing.error} />
        <div className="form-actions">
          <Button onClick={onClose}>{kit('actions.cancel')}</Button>
          <Button type="submit" look="primary" disabled={isEverything} isBusy={doing.isPending}>
            {say('extract.do')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
