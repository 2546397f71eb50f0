import { Button, Dialog, tell, useTexts } from '#kit';
import { webmailTexts } from './webmail-texts.ts';

/** The header as it came, for who looks closer. */
export function HeaderDialog({ header, onClose }: { readonly header: string; readonly onClose: () => void }) {
  const say = useTexts(webmailTexts);
  return (
    <Dialog
      title={say('acts.headerTitle')}
      size="lg"
      onClose={onClose}
      actions={
        <Button
          icon="copy"
          onClick={() =>
            void navigator.clipboard.writeText(header).then(() => tell(say('acts.copied'), { tone: 'good' }))
          }
        >
          {say('acts.copy')}
        </Button>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by keyboard */}
      <pre className="raw-header" tabIndex={0}>
        {header.replaceAll(/[\p{Cf}\p{Co}]/gu, '\u{fffd}')}
      </pre>
    </Dialog>
  );
}
