import { Button, Dialog, Notice, useTexts } from '#kit';
import { saveFile } from './save-file.ts';
import { secureTexts } from './secure-texts.ts';

/** Recovery codes, the only time they are seen. */
export function CodesDialog({ codes, onClose }: { readonly codes: readonly string[]; readonly onClose: () => void }) {
  const say = useTexts(secureTexts);
  const text = `${say('codes.title')}\r\n\r\n${codes.join('\r\n')}\r\n`;
  return (
    <Dialog
      title={say('codes.title')}
      onClose={onClose}
      actions={
        <Button look="primary" onClick={onClose}>
          {say('codes.kept')}
        </Button>
      }
    >
      <div className="stack">
        <Notice tone="wait">{say('codes.once')}</Notice>
        <ul className="plain codes">
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        <div className="row no-print">
          <Button
            icon="download"
            onClick={() => saveFile(new Blob([text], { type: 'text/plain' }), 'ceralacca-codici.txt')}
          >
            {say('codes.download')}
          </Button>
          <Button icon="print" onClick={() => window.print()}>
            {say('codes.print')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
