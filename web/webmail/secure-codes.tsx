import { ask, Button, Dialog, Notice, useTexts } from '#kit';
import { saveFile } from './save-file.ts';
import { secureTexts } from './secure-texts.ts';

/** Recovery codes, the only time they are seen: a slip of the Esc key does not take them away. */
export function CodesDialog({ codes, onClose }: { readonly codes: readonly string[]; readonly onClose: () => void }) {
  const say = useTexts(secureTexts);
  const text = `${say('codes.title')}\r\n\r\n${codes.join('\r\n')}\r\n`;
  const leave = async () => {
    const question = { title: say('codes.leaveTitle'), text: say('codes.leaveText'), action: say('codes.leave') };
    if (await ask({ ...question, isDanger: true })) onClose();
  };
  return (
    <Dialog
      title={say('codes.title')}
      onClose={() => void leave()}
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
