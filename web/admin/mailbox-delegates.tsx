import { useState } from 'react';
import type { AdminDelegate, AdminMailbox } from '#contract';
import { Button, formatDay, TextField, useLanguage, useMe, useTexts } from '#kit';
import { ActDialog } from './act-dialog.tsx';
import { Arrived, Panel } from './page.tsx';
import { hasRole } from './roles.ts';
import { useAnswer } from './use-api.ts';
import { holdersWords } from './words.ts';

const LIST = 'GET /admin/mailboxes/{mailbox}/delegates';
const RENEWS = [LIST, 'GET /admin/mailboxes/{mailbox}', 'GET /admin/mailboxes'];

/** Who works in a mailbox beside its holder: operators see who, take a leave, and let staff into the service mailbox alone. */
export function MailboxDelegates({ mailbox }: { mailbox: AdminMailbox }) {
  const say = useTexts(holdersWords);
  const who = useMe();
  const [act, setAct] = useState<{ readonly end?: AdminDelegate }>();
  const asked = useAnswer(LIST, { params: { mailbox: mailbox.id } });
  const isOfProvider = mailbox.kind === 'service';
  return (
    <Panel
      title={say('mailbox.delegates')}
      actions={
        isOfProvider &&
        hasRole(who, 'operator') && (
          <Button size="sm" onClick={() => setAct({})}>
            {say('delegates.let')}
          </Button>
        )
      }
    >
      <Arrived of={asked}>
        {(delegates) =>
          delegates.length === 0 ? (
            <p className="quiet">{say(isOfProvider ? 'delegates.noneOfService' : 'delegates.none')}</p>
          ) : (
            <ul className="acts">
              {delegates.map((delegate) => (
                <Told
                  key={delegate.login}
                  delegate={delegate}
                  onEnd={hasRole(who, 'operator', 'organisation') ? () => setAct({ end: delegate }) : undefined}
                />
              ))}
            </ul>
          )
        }
      </Arrived>
      {act?.end !== undefined && <EndDialog mailbox={mailbox} delegate={act.end} onClose={() => setAct(undefined)} />}
      {act !== undefined && act.end === undefined && <LetDialog mailbox={mailbox} onClose={() => setAct(undefined)} />}
    </Panel>
  );
}

function Told({ delegate, onEnd }: { delegate: AdminDelegate; onEnd: (() => void) | undefined }) {
  const say = useTexts(holdersWords);
  const language = useLanguage();
  const { login, level, maySend, isBounded, needsApproval, until } = delegate;
  const words = [
    say(`delegates.levels.${level}`),
    maySend && say(needsApproval ? 'delegates.sendsApproved' : 'delegates.sends'),
    isBounded && say('delegates.bounded'),
    until !== undefined && say('delegates.until', { day: formatDay(until, language) }),
  ].filter((one) => one !== false);
  return (
    <li>
      <p>
        <strong className="break">{login}</strong>
        <span>{words.join(' · ')}</span>
      </p>
      {onEnd !== undefined && (
        <Button size="sm" aria-label={`${say('delegates.end')}: ${login}`} onClick={onEnd}>
          {say('delegates.end')}
        </Button>
      )}
    </li>
  );
}

interface DialogProps {
  readonly mailbox: AdminMailbox;
  readonly onClose: () => void;
}

function EndDialog({ mailbox, delegate, onClose }: DialogProps & { readonly delegate: AdminDelegate }) {
  const say = useTexts(holdersWords);
  return (
    <ActDialog
      act="POST /admin/mailboxes/{mailbox}/delegates/end"
      told={say('delegates.ended')}
      renews={RENEWS}
      title={say('delegates.endAsk', { login: delegate.login, address: mailbox.address })}
      consequences={[say('delegates.endThen')]}
      action={say('delegates.end')}
      isDanger
      what={(reason) => ({ params: { mailbox: mailbox.id }, body: { login: delegate.login, reason } })}
      onClose={onClose}
    />
  );
}

function LetDialog({ mailbox, onClose }: DialogProps) {
  const say = useTexts(holdersWords);
  const [login, setLogin] = useState('');
  return (
    <ActDialog
      act="POST /admin/mailboxes/{mailbox}/delegates"
      told={say('delegates.letDone')}
      renews={RENEWS}
      title={say('delegates.letAsk', { address: mailbox.address })}
      consequences={[say('delegates.letThen')]}
      action={say('delegates.let')}
      what={(reason) => ({ params: { mailbox: mailbox.id }, body: { login: login.trim(), reason } })}
      onClose={onClose}
    >
      <TextField
        label={say('delegates.login')}
        hint={say('delegates.loginHint')}
        value={login}
        required
        autoCapitalize="none"
        spellCheck={false}
        onChange={(event) => setLogin(event.target.value)}
      />
    </ActDialog>
  );
}
