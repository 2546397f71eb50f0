import { Link, useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { AdminMailbox } from '#contract';
import {
  Button,
  formatBytes,
  formatDay,
  formatMinute,
  formatNumber,
  Meter,
  Notice,
  useLanguage,
  useMe,
  useTexts,
} from '#kit';
import { type MailboxAct, MailboxActs } from './mailbox-acts.tsx';
import { MailboxDelegates } from './mailbox-delegates.tsx';
import { fullness, isUnlimited, lastDay } from './mailbox-states.ts';
import { StateBadge } from './mailboxes.tsx';
import { Arrived, Facts, Page, Panel } from './page.tsx';
import { PolicyWords } from './policy-words.tsx';
import { hasRole } from './roles.ts';
import { useAnswer } from './use-api.ts';
import { frameWords, holdersWords } from './words.ts';

/** One mailbox from outside: state, holder, room, rules. What is inside is shown to nobody here. */
export function OneMailbox() {
  const { mailbox } = useParams({ strict: false }) as { readonly mailbox: string };
  const frame = useTexts(frameWords);
  const asked = useAnswer('GET /admin/mailboxes/{mailbox}', { params: { mailbox } });
  return (
    <Page
      title={asked.data?.address ?? frame('places.mailboxes')}
      lead={asked.data?.holder}
      back={
        <Link className="back" to="/caselle">
          ← {frame('places.mailboxes')}
        </Link>
      }
    >
      <Arrived of={asked}>{(found) => <Told mailbox={found} />}</Arrived>
    </Page>
  );
}

function Told({ mailbox }: { mailbox: AdminMailbox }) {
  const say = useTexts(holdersWords);
  const language = useLanguage();
  const who = useMe();
  const [act, setAct] = useState<MailboxAct>();
  const domains = useAnswer('GET /admin/domains');
  const domain = domains.data?.find(({ name }) => mailbox.address.endsWith(`@${name}`));
  const mayChange = hasRole(who, 'operator', 'organisation') && mailbox.kind === 'user';
  const share = fullness(mailbox);
  const used = { used: formatBytes(mailbox.usedBytes, language), quota: formatBytes(mailbox.quotaBytes, language) };
  return (
    <>
      {mailbox.frozen !== undefined && (
        <Notice tone="bad" title={say('mailbox.frozenTitle')}>
          <p>
            {say('mailbox.frozenText', {
              since: formatMinute(mailbox.frozen.since, language),
              by: say(`mailbox.frozenBy.${mailbox.frozen.by}`),
            })}
          </p>
          {mailbox.frozen.reason !== undefined && <p>{mailbox.frozen.reason}</p>}
        </Notice>
      )}
      <div className="columns">
        <Panel title={say('mailbox.about')}>
          <Facts
            rows={[
              [say('mailboxes.state'), <StateBadge key="state" mailbox={{ state: mailbox.state }} />],
              mailbox.kind === 'user' &&
                mailbox.frozen === undefined && [say('mailbox.stateMeans'), say(`stateWords.${mailbox.state}`)],
              mailbox.until !== undefined && [say('mailbox.until'), formatDay(lastDay(mailbox.until), language)],
              [say('mailbox.holder'), mailbox.holder],
              mailbox.kind === 'user' && [
                say('mailbox.holderKind'),
                mailbox.holderKind === undefined ? say('mailbox.holderUnknown') : say(`kinds.${mailbox.holderKind}`),
              ],
              [say('mailbox.messages'), formatNumber(mailbox.messages, language)],
              mailbox.kind === 'user' && [
                say('mailboxes.secondFactor'),
                mailbox.hasSecondFactor ? say('yes') : say('no'),
              ],
              mailbox.kind === 'user' && [
                say('mailbox.lastLogin'),
                mailbox.lastLogin === undefined ? say('never') : formatMinute(mailbox.lastLogin, language),
              ],
            ]}
          />
          <Meter
            label={say('mailboxes.used')}
            value={mailbox.usedBytes}
            max={mailbox.quotaBytes}
            note={say(isUnlimited(mailbox) ? 'mailboxes.usedFree' : 'mailboxes.usedOf', used)}
            tone={share > 0.95 ? 'bad' : share > 0.8 ? 'wait' : 'info'}
          />
          <p className="quiet">{say(mailbox.kind === 'service' ? 'mailbox.service' : 'mailbox.private')}</p>
        </Panel>
        {mailbox.kind === 'user' && (
          <Panel
            title={say('mailbox.rules')}
            actions={mayChange && <Act onDo={() => setAct('policy')}>{say('change')}</Act>}
          >
            <PolicyWords own={mailbox.policy} domain={domain?.policy} />
          </Panel>
        )}
      </div>
      <MailboxDelegates mailbox={mailbox} />
      {mayChange && <ActList mailbox={mailbox} onAct={setAct} />}
      {act !== undefined && <MailboxActs mailbox={mailbox} act={act} onClose={() => setAct(undefined)} />}
    </>
  );
}

function Act({ onDo, children }: { onDo: () => void; children: ReactNode }) {
  return (
    <Button size="sm" onClick={onDo}>
      {children}
    </Button>
  );
}

/** Each act with one sentence of what it is for. */
function ActList({ mailbox, onAct }: { mailbox: AdminMailbox; onAct: (act: MailboxAct) => void }) {
  const say = useTexts(holdersWords);
  const who = useMe();
  const isFrozen = mailbox.frozen !== undefined;
  const isOver = mailbox.state === 'revoked';
  const mayIdentify = hasRole(who, 'operator') || mailbox.organisation !== undefined;
  const acts: readonly (Exclude<MailboxAct, 'policy'> | false)[] = [
    !isOver && (isFrozen ? 'unfreeze' : 'freeze'),
    !isOver && 'state',
    !isOver && 'details',
    !isOver && 'first-login',
    !isOver && mailbox.holderKind === undefined && mayIdentify && 'holder',
    isOver && hasRole(who, 'operator') && 'reassign',
  ];
  return (
    <Panel title={say('mailbox.acts')}>
      <ul className="acts">
        {acts.map(
          (act) =>
            act !== false && (
              <li key={act}>
                <p>
                  <strong>{say(`acts.${act}.title`)}</strong>
                  <span>{say(`acts.${act}.what`)}</span>
                </p>
                <Button look={act === 'freeze' ? 'danger' : 'outline'} onClick={() => onAct(act)}>
                  {say(`acts.${act}.do`)}
                </Button>
              </li>
            ),
        )}
      </ul>
    </Panel>
  );
}
