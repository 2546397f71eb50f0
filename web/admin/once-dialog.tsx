import { useState } from 'react';
import { Button, Dialog, formatMinute, Notice, tell, useLanguage, useTexts } from '#kit';
import { holdersWords } from './words.ts';

/** A link that is shown once: to be copied, and handed to the person it is for. */
export function OnceDialog({
  address,
  secret,
  until,
  onClose,
}: {
  address: string;
  secret: string;
  until?: string;
  onClose: () => void;
}) {
  const say = useTexts(holdersWords);
  const language = useLanguage();
  const [isCopied, setCopied] = useState(false);
  const link = new URL(secret, location.origin).href;
  const copy = () => {
    navigator.clipboard.writeText(link).then(
      () => {
        setCopied(true);
        tell(say('once.copied'), { tone: 'good' });
      },
      () => tell(say('once.notCopied'), { tone: 'bad' }),
    );
  };
  return (
    <Dialog
      title={say('once.title', { address })}
      onClose={onClose}
      actions={
        <>
          <Button icon="copy" look={isCopied ? 'outline' : 'primary'} onClick={copy}>
            {say('once.copy')}
          </Button>
          <Button look={isCopied ? 'primary' : 'outline'} onClick={onClose}>
            {say('once.finished')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <Notice tone="wait">{say('once.warning')}</Notice>
        <p className="secret">{link}</p>
        {until !== undefined && <p>{say('once.until', { until: formatMinute(until, language) })}</p>}
        <p className="quiet">{say('once.how')}</p>
      </div>
    </Dialog>
  );
}
