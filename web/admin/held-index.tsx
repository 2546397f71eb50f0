import { useState } from 'react';
import { type AnswerOf, Button, formatMinute, formatNumber, Notice, Table, useLanguage, useMe, useTexts } from '#kit';
import { ReasonDialog } from './reason-dialog.tsx';
import { hasRole } from './roles.ts';
import { useAct } from './use-api.ts';
import { runningWords } from './words.ts';

type Held = NonNullable<AnswerOf<'GET /admin/index'>['held']>;

/** A newer index that has lost domains waits until a person has looked which, and has said why they may go (spec 13.7). */
export function HeldIndex({ held, onAccepted }: { held: Held; onAccepted: () => void }) {
  const say = useTexts(runningWords);
  const language = useLanguage();
  const isOperator = hasRole(useMe(), 'operator');
  const [isAsking, setAsking] = useState(false);
  const { total, domains, since, isAccepted } = held;
  return (
    <>
      <Notice tone={isAccepted ? 'wait' : 'bad'} title={say('index.heldTitle')}>
        <p>{say('index.held', { count: total })}</p>
        <p>{isAccepted ? say('index.isAccepted') : say('index.heldSince', { when: formatMinute(since, language) })}</p>
        {isOperator && !isAccepted && (
          <Button size="sm" onClick={() => setAsking(true)}>
            {say('index.accept')}
          </Button>
        )}
      </Notice>
      <h3>{say('index.lost')}</h3>
      {total > domains.length && <p>{say('index.heldSome', { shown: formatNumber(domains.length, language) })}</p>}
      <Table
        caption={say('index.lost')}
        rows={domains}
        keyOf={({ name }) => name}
        columns={[
          { key: 'domain', head: say('index.lostDomain'), isHead: true, cell: ({ name }) => name },
          { key: 'provider', head: say('index.name'), cell: ({ provider }) => provider ?? say('index.unknownOwner') },
        ]}
      />
      {isAsking && <AcceptDialog held={held} onAccepted={onAccepted} onClose={() => setAsking(false)} />}
    </>
  );
}

function AcceptDialog({ held, onAccepted, onClose }: { held: Held; onAccepted: () => void; onClose: () => void }) {
  const say = useTexts(runningWords);
  const { total: count, loss, domains } = held;
  const doing = useAct('POST /admin/index/accept', {
    told: say('index.accepted'),
    renews: ['GET /admin/index', 'GET /admin/overview'],
    done() {
      onAccepted();
      onClose();
    },
  });
  return (
    <ReasonDialog
      title={say('index.acceptTitle')}
      consequences={[
        say('index.acceptThen1', { count, first: domains[0]?.name }),
        say('index.acceptThen2'),
        say('index.acceptThen3'),
      ]}
      action={say('index.accept')}
      isDanger
      isBusy={doing.isPending}
      fault={doing.error}
      onDo={(reason) => doing.mutate({ body: { loss, reason } })}
      onClose={onClose}
    />
  );
}
