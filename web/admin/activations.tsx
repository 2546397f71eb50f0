import { useState } from 'react';
import {
  Badge,
  Button,
  EmptyState,
  formatCode,
  formatDay,
  MoreButton,
  Select,
  Table,
  TextField,
  useLanguage,
  useMe,
  useTexts,
} from '#kit';
import { DeskDialog } from './desk-dialog.tsx';
import { ArrivedList, Page } from './page.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { hasRole } from './roles.ts';
import { type ItemOf, useAct, useList } from './use-api.ts';
import { useSettled } from './use-settled.ts';
import { frameWords, holdersWords } from './words.ts';

/** First those that wait for the desk, however far they went on meanwhile. */
const FILTERS = [
  'missing',
  'identified',
  'terms-accepted',
  'address-chosen',
  'active',
  'refused',
  'withdrawn',
] as const;
const KINDS = ['person', 'foreign-resident', 'firm', 'professional', 'public-body'] as const;
const TONES = {
  begun: 'wait',
  identified: 'info',
  'terms-accepted': 'info',
  'address-chosen': 'info',
  active: 'good',
  refused: 'bad',
  withdrawn: 'plain',
} as const;

/** One who asks, as the list has him. */
export type Request = ItemOf<'GET /admin/activations'>;

/** The name of who asks. */
export function applicantName({ applicant }: Request): string {
  const person = [applicant.givenName, applicant.familyName].filter((part) => part !== undefined).join(' ');
  return applicant.organisationName ?? (person === '' ? applicant.taxCode : person);
}

/** The desk: who asks for a mailbox, and who is to be identified in person. */
export function Activations() {
  const say = useTexts(holdersWords);
  const frame = useTexts(frameWords);
  const language = useLanguage();
  const isOperator = hasRole(useMe(), 'operator');
  const [state, setState] = useState<(typeof FILTERS)[number] | ''>('missing');
  const [desk, setDesk] = useState<Request>();
  const [refused, setRefused] = useState<Request>();
  const [text, setText] = useState('');
  const [kind, setKind] = useState<(typeof KINDS)[number] | ''>('');
  const [days, setDays] = useState({ from: '', to: '' });
  const sought = useSettled(text.trim());
  const filter = {
    ...(state === 'missing' ? { identity: state } : state !== '' && { state }),
    ...(sought !== '' && { text: sought }),
    ...(kind !== '' && { kind }),
    ...(days.from !== '' && { from: days.from }),
    ...(days.to !== '' && { to: days.to }),
  };
  const list = useList('GET /admin/activations', { query: { limit: 50, ...filter } });
  return (
    <Page title={frame('places.activations')} lead={say('activations.lead')}>
      <search className="filters">
        <TextField
          label={say('activations.search')}
          hint={say('activations.searchHint')}
          type="search"
          maxLength={200}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Select
          label={say('mailboxes.state')}
          value={state}
          onChange={(event) => setState(event.target.value as typeof state)}
        >
          <option value="">{frame('all')}</option>
          {FILTERS.map((one) => (
            <option key={one} value={one}>
              {say(one === 'missing' ? 'activationStates.begun' : `activationStates.${one}`)}
            </option>
          ))}
        </Select>
        <Select
          label={say('mailbox.holderKind')}
          value={kind}
          onChange={(event) => setKind(event.target.value as typeof kind)}
        >
          <option value="">{frame('all')}</option>
          {KINDS.map((one) => (
            <option key={one} value={one}>
              {say(`kinds.${one}`)}
            </option>
          ))}
        </Select>
        <TextField
          label={say('activations.from')}
          type="date"
          value={days.from}
          onChange={(event) => setDays({ ...days, from: event.target.value })}
        />
        <TextField
          label={say('activations.to')}
          type="date"
          value={days.to}
          onChange={(event) => setDays({ ...days, to: event.target.value })}
        />
      </search>
      <ArrivedList of={list}>
        <Table
          caption={frame('places.activations')}
          rows={list.rows}
          keyOf={({ id }) => id}
          empty={
            <EmptyState icon="card" title={say('activations.none')}>
              <p>{say('activations.noneText')}</p>
            </EmptyState>
          }
          columns={[
            {
              key: 'who',
              head: say('activations.who'),
              isHead: true,
              cell: (activation) => (
                <>
                  {applicantName(activation)}
                  <span className="under">{say(`kinds.${activation.applicant.kind}`)}</span>
                </>
              ),
            },
            { key: 'code', head: say('activations.code'), cell: ({ id }) => <code>{formatCode(id)}</code> },
            { key: 'at', head: say('activations.begun'), cell: ({ begunAt }) => formatDay(begunAt, language) },
            {
              key: 'state',
              head: say('mailboxes.state'),
              cell: (one) => <Badge tone={TONES[one.state]}>{say(`activationStates.${one.state}`)}</Badge>,
            },
            {
              key: 'acts',
              head: frame('act'),
              cell: (activation) =>
                isOperator &&
                !['active', 'refused', 'withdrawn'].includes(activation.state) && (
                  <span className="row-acts">
                    {activation.evidence.length === 0 && (
                      <Button
                        size="sm"
                        look="primary"
                        aria-label={`${say('activations.identify')}: ${applicantName(activation)}`}
                        onClick={() => setDesk(activation)}
                      >
                        {say('activations.identify')}
                      </Button>
                    )}
                    <Button
                      size="sm"
                      aria-label={`${say('activations.refuse')}: ${applicantName(activation)}`}
                      onClick={() => setRefused(activation)}
                    >
                      {say('activations.refuse')}
                    </Button>
                  </span>
                ),
            },
          ]}
        />
        <MoreButton {...list.more} />
      </ArrivedList>
      {desk !== undefined && <DeskDialog activation={desk} onClose={() => setDesk(undefined)} />}
      {refused !== undefined && <RefuseDialog activation={refused} onClose={() => setRefused(undefined)} />}
    </Page>
  );
}

function RefuseDialog({ activation, onClose }: { activation: Request; onClose: () => void }) {
  const say = useTexts(holdersWords);
  const doing = useAct('POST /admin/activations/{activation}/refuse', {
    told: say('activations.refused'),
    renews: ['GET /admin/activations'],
    done: onClose,
  });
  return (
    <ReasonDialog
      title={say('activations.refuseAsk', { name: applicantName(activation) })}
      consequences={[say('activations.refuseThen1'), say('activations.refuseThen2')]}
      action={say('activations.refuse')}
      isDanger
      isBusy={doing.isPending}
      fault={doing.error}
      onDo={(reason) => doing.mutate({ params: { activation: activation.id }, body: { reason } })}
      onClose={onClose}
    />
  );
}
