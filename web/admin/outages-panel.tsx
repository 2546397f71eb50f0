import { useState } from 'react';
import { type AnswerOf, Button, formatMinute, Table, useLanguage, useMe, useTexts } from '#kit';
import { ActDialog } from './act-dialog.tsx';
import { instantOf, MomentFields, NO_MOMENT } from './moment-fields.tsx';
import { Panel } from './page.tsx';
import { hasRole } from './roles.ts';
import { levelsWords, runningWords } from './words.ts';

type Outage = AnswerOf<'GET /admin/service-levels'>['outages'][number];

const KINDS = ['planned', 'incident', 'malfunction'] as const;
const POINTS = ['AP', 'InP', 'DP'] as const;

/** When the service stood still; what lasts can be ended here, what is only announced be withdrawn. */
export function OutagesPanel({ outages }: { outages: readonly Outage[] }) {
  const say = useTexts(levelsWords);
  const running = useTexts(runningWords);
  const language = useLanguage();
  const isOperator = hasRole(useMe(), 'operator');
  const [asked, ask] = useState<Outage>();
  const pointName = (point: string) => {
    const known = POINTS.find((one) => one === point);
    return known === undefined ? point : running(`points.${known}`);
  };
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
            cell: (outage) => <End outage={outage} onAsk={isOperator ? () => ask(outage) : undefined} />,
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
      {asked?.state === 'lasting' && <EndDialog outage={asked} onClose={() => ask(undefined)} />}
      {asked?.state === 'announced' && <WithdrawDialog outage={asked} onClose={() => ask(undefined)} />}
    </Panel>
  );
}

/** When it ended, or what has become of it; and what can be done about it. */
function End({ outage, onAsk }: { outage: Outage; onAsk: (() => void) | undefined }) {
  const say = useTexts(levelsWords);
  const language = useLanguage();
  const { state, from, to, withdrawnAt } = outage;
  const end = to === undefined ? undefined : formatMinute(to, language);
  if (state === 'ended') return end;
  if (state === 'withdrawn')
    return withdrawnAt && say('outages.withdrawn', { when: formatMinute(withdrawnAt, language) });
  const act = state === 'lasting' ? 'end' : 'withdraw';
  return (
    <div className="row">
      <span>
        {say(state === 'lasting' ? 'outages.open' : 'outages.announced')}
        {end !== undefined && <span className="under">{say('outages.until', { when: end })}</span>}
      </span>
      {onAsk !== undefined && (
        <Button size="sm" aria-label={say(`outages.${act}Of`, { when: formatMinute(from, language) })} onClick={onAsk}>
          {say(`outages.${act}`)}
        </Button>
      )}
    </div>
  );
}

interface DialogProps {
  readonly outage: Outage;
  readonly onClose: () => void;
}

const RENEWS = ['GET /admin/service-levels', 'GET /admin/overview'];

function EndDialog({ outage, onClose }: DialogProps) {
  const say = useTexts(levelsWords);
  const language = useLanguage();
  const [moment, setMoment] = useState(NO_MOMENT);
  const end = (reason: string) => {
    const at = instantOf(moment);
    return { params: { outage: outage.id }, body: { reason, ...(at !== undefined && { at }) } };
  };
  return (
    <ActDialog
      act="POST /admin/outages/{outage}/end"
      told={say('outages.endDone')}
      renews={RENEWS}
      title={say('outages.endTitle', { when: formatMinute(outage.from, language) })}
      consequences={[say('outages.endThen1'), say('outages.endThen2')]}
      action={say('outages.end')}
      what={end}
      onClose={onClose}
    >
      <MomentFields
        dayLabel={say('outages.toDay')}
        timeLabel={say('outages.toTime')}
        hint={say('outages.endHint')}
        value={moment}
        onChange={setMoment}
      />
    </ActDialog>
  );
}

function WithdrawDialog({ outage, onClose }: DialogProps) {
  const say = useTexts(levelsWords);
  const language = useLanguage();
  return (
    <ActDialog
      act="POST /admin/outages/{outage}/withdraw"
      told={say('outages.withdrawDone')}
      renews={RENEWS}
      title={say('outages.withdrawTitle', { when: formatMinute(outage.from, language) })}
      consequences={[say('outages.withdrawThen1'), say('outages.withdrawThen2')]}
      action={say('outages.withdraw')}
      what={(reason) => ({ params: { outage: outage.id }, body: { reason } })}
      onClose={onClose}
    />
  );
}
