import { useNavigate } from '@tanstack/react-router';
import { Button, Dialog, kitTexts, Notice, plain, tell, useTexts } from '#kit';
import { judgeLink } from './link-target.ts';
import { useMessagePlace } from './message-place.ts';
import { writePath } from './paths.ts';
import { webmailTexts } from './webmail-texts.ts';

/** Where a link really leads, before anything is opened. */
export function LinkDialog({
  href,
  text,
  onClose,
}: {
  readonly href: string;
  readonly text: string;
  readonly onClose: () => void;
}) {
  const say = useTexts(webmailTexts);
  const sayKit = useTexts(kitTexts);
  const navigate = useNavigate();
  const { mailbox } = useMessagePlace();
  const target = judgeLink(href, text);
  const copy = (words: string) =>
    void navigator.clipboard.writeText(words).then(() => tell(say('acts.copied'), { tone: 'good' }));
  if (target.kind === 'none' || target.kind === 'phone') {
    return (
      <Dialog title={target.kind === 'none' ? say('link.none') : say('link.phone')} size="sm" onClose={onClose}>
        <p className="break">{plain(target.kind === 'phone' ? target.number : href)}</p>
      </Dialog>
    );
  }
  if (target.kind === 'mail') {
    return (
      <Dialog
        title={say('link.mail')}
        size="sm"
        onClose={onClose}
        actions={
          <>
            <Button onClick={() => copy(target.address)}>{say('link.copy')}</Button>
            <Button
              look="primary"
              onClick={() =>
                void navigate({ to: `${writePath(mailbox)}?to=${encodeURIComponent(target.address)}` as string })
              }
            >
              {say('folders.write')}
            </Button>
          </>
        }
      >
        <p className="break link-host">{plain(target.address)}</p>
      </Dialog>
    );
  }
  const open = () => {
    window.open(target.url, '_blank', 'noopener,noreferrer');
    onClose();
  };
  return (
    <Dialog
      title={say('link.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{sayKit('actions.cancel')}</Button>
          <Button onClick={() => copy(target.url)}>{say('link.copy')}</Button>
          <Button look={target.warnings.length > 0 ? 'danger' : 'primary'} icon="external-link" onClick={open}>
            {say('link.open')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <div>
          <p className="quiet">{say('link.leads')}</p>
          <p className="link-host break">{plain(target.host)}</p>
        </div>
        {target.warnings.length > 0 && (
          <Notice tone="wait">
            <ul className="plain">
              {target.warnings.map((warning) => (
                <li key={warning}>{say(`link.warnings.${warning}`)}</li>
              ))}
            </ul>
          </Notice>
        )}
        <div>
          <p className="quiet">{say('link.whole')}</p>
          <code className="break">{plain(target.url)}</code>
        </div>
      </div>
    </Dialog>
  );
}
