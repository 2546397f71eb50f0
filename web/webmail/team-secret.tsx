import { Button, Dialog, Notice, tell, useTexts } from '#kit';
import { teamTexts } from './team-texts.ts';

/** A secret that is shown once, to be copied. */
export function SecretDialog({
  id,
  secret,
  onClose,
}: {
  readonly id: string | undefined;
  readonly secret: string;
  readonly onClose: () => void;
}) {
  const say = useTexts(teamTexts);
  return (
    <Dialog
      title={say('developers.secret')}
      onClose={onClose}
      actions={
        <Button look="primary" onClick={onClose}>
          {say('developers.close')}
        </Button>
      }
    >
      <div className="stack">
        <Notice tone="wait">{say('developers.once')}</Notice>
        {id !== undefined && (
          <p className="break">
            {say('developers.identifier')}: <code>{id}</code>
          </p>
        )}
        <p>
          <code className="secret break">{secret}</code>
        </p>
        <div>
          <Button
            icon="copy"
            onClick={() => void navigator.clipboard.writeText(secret).then(() => tell(say('developers.copied')))}
          >
            {say('developers.copy')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
