import { useState } from 'react';
import { type AnswerOf, Badge, Button, ErrorLine, formatMinute, useLanguage, useMe, useTexts } from '#kit';
import { Panel } from './page.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { hasRole } from './roles.ts';
import { useAct, useAnswer } from './use-api.ts';
import { runningWords } from './words.ts';

type Alarm = AnswerOf<'GET /admin/witness-alarms'>[number];

/** Logs that contradict themselves, and who has looked; nothing is shown where there is none. */
export function Contradictions() {
  const say = useTexts(runningWords);
  const language = useLanguage();
  const isOperator = hasRole(useMe(), 'operator');
  const { data: alarms = [], error } = useAnswer('GET /admin/witness-alarms');
  const [asked, setAsked] = useState<Alarm>();
  // That there is none is not known while nobody answers.
  if (alarms.length === 0) return <ErrorLine fault={error} />;
  return (
    <Panel title={say('contradictions.title')}>
      <p>{say('contradictions.lead')}</p>
      <ul className="cards">
        {alarms.map((alarm) => {
          const { id, of, domain, at, reason, acknowledged } = alarm;
          const about = say(`contradictions.${of}`, { domain });
          const when = acknowledged && formatMinute(acknowledged.at, language);
          return (
            <li className="card" key={id}>
              <h3>
                {about}
                <Badge tone={acknowledged ? 'wait' : 'bad'} icon={acknowledged ? 'check' : 'warning'}>
                  {acknowledged ? say('contradictions.looked') : say('contradictions.open')}
                </Badge>
              </h3>
              <p>{say('contradictions.found', { when: formatMinute(at, language) })}</p>
              <p lang="en" className="break">
                {reason}
              </p>
              {acknowledged && (
                <p>{say('contradictions.byWhom', { when, by: acknowledged.by, reason: acknowledged.reason })}</p>
              )}
              {isOperator && !acknowledged && (
                <Button size="sm" aria-label={say('contradictions.doOf', { about })} onClick={() => setAsked(alarm)}>
                  {say('contradictions.do')}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {asked && <AcknowledgeDialog alarm={asked} onClose={() => setAsked(undefined)} />}
    </Panel>
  );
}

function AcknowledgeDialog({ alarm, onClose }: { alarm: Alarm; onClose: () => void }) {
  const say = useTexts(runningWords);
  const doing = useAct('POST /admin/witness-alarms/{alarm}/acknowledge', {
    told: say('contradictions.done'),
    renews: ['GET /admin/witness-alarms', 'GET /admin/overview'],
    done: onClose,
  });
  return (
    <ReasonDialog
      title={say('contradictions.ask')}
      consequences={[say('contradictions.then1'), say('contradictions.then2'), say('contradictions.then3')]}
      action={say('contradictions.do')}
      isBusy={doing.isPending}
      fault={doing.error}
      onDo={(reason) => doing.mutate({ params: { alarm: alarm.id }, body: { reason } })}
      onClose={onClose}
    />
  );
}
