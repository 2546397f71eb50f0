import { useState } from 'react';
import { type AnswerOf, Button, formatMinute, Table, TextField, useLanguage, useMe, useTexts } from '#kit';
import { typedInstant } from './log-words.ts';
import { Panel } from './page.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { hasRole } from './roles.ts';
import { useAct } from './use-api.ts';
import { levelsWords, runningWords } from './words.ts';

type Outage = AnswerOf<'GET /admin/service-levels'>['outages'][number];

const KINDS = ['planned', 'incident', 'malfunction'] as const;
const POINTS = ['AP', 'InP', 'DP'] as const;

/** When the service stood still; what lasts can be ended here. */
export function OutagesPanel({ outages }: { outages: readonly Outage[] }) {
  const say = useTexts(levelsWords);
  const running = useTexts(runningWords);
  const language = useLanguage();
  const isOperator = hasRole(useMe(), 'operator');
  const [ending, setEnding] = useState<Outage>();
  const pointName = (point: string) => {
    const known = POINTS.find((one) => one === point);
    return known === undefined ? point : running(`points.${known}`);
  };
  const endOf = (outage: Outage) => (
    <Button
      size="sm"
      aria-label={say('outages.endOf', { when: formatMinute(outage.from, language) })}
      onClick={() => setEnding(outage)}
    >
      {say('outages.end')}
    </Button>
  );
  return (
    <Panel title={say('outages.title')}>
      <Table
        caption={say('outages.title')}
        rows={outages}
        keyOf={({ id }) => id}
        empty={<p className="quiet">{say('outages.none')}</p>}
        columns={[
          { key: 'from', head: say('outages.from'), isHead: true, cell: ({ from }) => formatMinute(from, language) },
          {
            key: 'to',
            head: say('outages.to'),
            cell: (outage) =>
              outage.to !== undefined ? (
                formatMinute(outage.to, language)
              ) : (
                <div className="row">
                  {say('outages.open')}
                  {isOperator && endOf(outage)}
                </div>
              ),
          },
          {
            key: 'kind',
            head: say('outages.kind'),
            cell: ({ kind }) => {
              const known = KINDS.find((one) => one === kind);
              return known === undefined ? kind : say(`outages.kinds.${known}`);
            },
          },
          { key: 'points', head: say('outages.points'), cell: ({ points }) => points.map(pointName).join(', ') },
          {
            key: 'cause',
            head: say('outages.cause'),
            cell: ({ cause, counts }) => (
              <>
                {cause ?? '—'} {!counts && <small className="quiet">{say('outages.notCounted')}</small>}
              </>
            ),
          },
        ]}
      />
      {ending !== undefined && <EndDialog outage={ending} onClose={() => setEnding(undefined)} />}
    </Panel>
  );
}

function EndDialog({ outage, onClose }: { outage: Outage; onClose: () => void }) {
  const say = useTexts(levelsWords);
  const language = useLanguage();
  const [day, setDay] = useState('');
  const [time, setTime] = useState('');
  const doing = useAct('POST /admin/outages/{outage}/end', {
    told: say('outages.endDone'),
    renews: ['GET /admin/service-levels', 'GET /admin/overview'],
    done: onClose,
  });
  const end = (reason: string) => {
    const at = day === '' ? undefined : typedInstant(day, time);
    doing.mutate({ params: { outage: outage.id }, body: { reason, ...(at !== undefined && { at }) } });
  };
  return (
    <ReasonDialog
      title={say('outages.endTitle', { when: formatMinute(outage.from, language) })}
      consequences={[say('outages.endThen1'), say('outages.endThen2')]}
      action={say('outages.end')}
      isBusy={doing.isPending}
      fault={doing.error}
      onDo={end}
      onClose={onClose}
    >
      <div className="pair">
        <TextField
          label={say('outages.toDay')}
          hint={say('outages.endHint')}
          isOptional
          type="date"
          value={day}
          onChange={(event) => setDay(event.target.value)}
        />
        <TextField
          label={say('outages.toTime')}
          isOptional
          type="time"
          value={time}
          onChange={(event) => setTime(event.target.value)}
        />
      </div>
    </ReasonDialog>
  );
}
