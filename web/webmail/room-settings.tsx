import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { MailboxSettings, NoticeSettings } from '#contract';
import {
  api,
  Button,
  Checkbox,
  ErrorLine,
  ErrorState,
  IconButton,
  Notice,
  Select,
  Skeleton,
  TextArea,
  TextField,
  tell,
  useTexts,
} from '#kit';
import { useBox } from './frame.tsx';
import { RoomFrame } from './room-frame.tsx';
import { roomTexts } from './room-texts.ts';
import { useDoing } from './use-doing.ts';
import { isStorable } from './write-addresses.ts';

const UNDO = [0, 5, 10, 20, 30, 60, 120] as const;
const TYPES = ['completa', 'breve', 'sintetica'] as const;

export function SettingsPage() {
  const { mailbox } = useParams({ strict: false }) as { mailbox: string };
  const say = useTexts(roomTexts);
  const box = useBox(mailbox);
  const mayChange = box?.level === 'own' || box?.level === 'manage';
  const settings = useQuery({
    queryKey: ['settings', mailbox],
    queryFn: ({ signal }) =>
      api('GET /mailboxes/{mailbox}/settings', { mailbox }, { signal }) as Promise<MailboxSettings>,
  });
  const notices = useQuery({
    queryKey: ['notices', mailbox],
    queryFn: ({ signal }) =>
      api('GET /mailboxes/{mailbox}/notices', { mailbox }, { signal }) as Promise<NoticeSettings>,
  });
  return (
    <RoomFrame mailbox={mailbox} here="settings" title={say('nav.settings')} lead={say('settings.lead')}>
      {box !== undefined && !mayChange && <Notice tone="plain">{say('act.mayNot')}</Notice>}
      {(settings.isPending || notices.isPending) && <Skeleton lines={6} />}
      {settings.isError && <ErrorState fault={settings.error} onRetry={() => void settings.refetch()} />}
      {settings.data !== undefined && (
        <SettingsForm key={settings.data.version} mailbox={mailbox} first={settings.data} mayChange={mayChange} />
      )}
      {notices.data !== undefined && (
        <NoticesForm key={`n${notices.data.version}`} mailbox={mailbox} first={notices.data} mayChange={mayChange} />
      )}
    </RoomFrame>
  );
}

interface FormProps<T> {
  readonly mailbox: string;
  readonly first: T;
  readonly mayChange: boolean;
}

function SettingsForm({ mailbox, first, mayChange }: FormProps<MailboxSettings>) {
  const say = useTexts(roomTexts);
  const queries = useQueryClient();
  const [now, set] = useState(first);
  const doing = useDoing();
  const change = (part: Partial<MailboxSettings>) => set({ ...now, ...part });
  const save = (event: FormEvent) => {
    event.preventDefault();
    void doing.go(async () => {
      const saved = await api('PUT /mailboxes/{mailbox}/settings', { mailbox }, { body: now });
      queries.setQueryData(['settings', mailbox], saved);
      tell(say('act.saved'), { tone: 'good' });
    });
  };
  const waits = [...new Set([...UNDO, first.undoSeconds])].sort((a, b) => a - b);
  return (
    <form className="card stack" onSubmit={save}>
      <fieldset className="stack secure-form" disabled={!mayChange}>
        <legend className="visually-hidden">{say('nav.settings')}</legend>
        <Select
          label={say('settings.undo')}
          hint={say('settings.undoHint')}
          value={now.undoSeconds}
          onChange={(event) => change({ undoSeconds: Number(event.target.value) })}
        >
          {waits.map((seconds) => (
            <option key={seconds} value={seconds}>
              {seconds === 0 ? say('settings.undoNone') : say('settings.undoSeconds', { count: seconds })}
            </option>
          ))}
        </Select>
        <Select
          label={say('settings.receipt')}
          value={now.receiptType}
          onChange={(event) => change({ receiptType: event.target.value as MailboxSettings['receiptType'] })}
        >
          {TYPES.map((type) => (
            <option key={type} value={type}>
              {say(`settings.${type}`)}
            </option>
          ))}
        </Select>
        <Select
          label={say('settings.folder')}
          value={now.receiptsFolder}
          onChange={(event) => change({ receiptsFolder: event.target.value as MailboxSettings['receiptsFolder'] })}
        >
          <option value="INBOX">{say('settings.inbox')}</option>
          <option value="Ricevute">{say('settings.receipts')}</option>
        </Select>
        <Checkbox
          label={say('settings.html')}
          checked={now.writesHtml}
          onChange={(event) => change({ writesHtml: event.target.checked })}
        />
        <Checkbox
          label={say('settings.fourEyes')}
          checked={now.fourEyes}
          onChange={(event) => change({ fourEyes: event.target.checked })}
        />
        <ErrorLine fault={doing.fault} />
        <div>
          <Button look="primary" type="submit" isBusy={doing.isBusy}>
            {say('act.save')}
          </Button>
        </div>
      </fieldset>
    </form>
  );
}

const linesOf = (text: string) => text.split(/[\s,;]+/).filter(Boolean);

function NoticesForm({ mailbox, first, mayChange }: FormProps<NoticeSettings>) {
  const say = useTexts(roomTexts);
  const queries = useQueryClient();
  const [on, setOn] = useState(first.on);
  const [to, setTo] = useState(first.addresses.join('\n'));
  const [steps, setSteps] = useState(() =>
    first.escalation.map(({ afterHours, addresses }) => ({
      key: crypto.randomUUID(),
      hours: afterHours,
      to: addresses.join('\n'),
    })),
  );
  const [error, setError] = useState<string>();
  const doing = useDoing();
  const change = (key: string, part: { hours?: number; to?: string }) =>
    setSteps(steps.map((step) => (step.key === key ? { ...step, ...part } : step)));
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const addresses = linesOf(to);
    const escalation = steps.map((step) => ({ afterHours: step.hours, addresses: linesOf(step.to) }));
    const wrong = [addresses, ...escalation.map((step) => step.addresses)].flat().find((one) => !isStorable(one));
    if (wrong !== undefined) return setError(say('settings.wrong', { address: wrong }));
    if (escalation.some((step) => step.addresses.length === 0)) return setError(say('settings.none'));
    setError(undefined);
    await doing.go(async () => {
      const body = { version: first.version, on, addresses, escalation };
      const saved = await api('PUT /mailboxes/{mailbox}/notices', { mailbox }, { body });
      queries.setQueryData(['notices', mailbox], saved);
      tell(say('act.saved'), { tone: 'good' });
    });
  };
  return (
    <form className="card stack" onSubmit={(event) => void save(event)} noValidate>
      <fieldset className="stack secure-form" disabled={!mayChange}>
        <h2>{say('settings.noticesTitle')}</h2>
        <p className="quiet">{say('settings.noticesLead')}</p>
        <Select label={say('settings.on')} value={on} onChange={(event) => setOn(event.target.value as typeof on)}>
          {(['certified', 'everything', 'nothing'] as const).map((one) => (
            <option key={one} value={one}>
              {say(`settings.${one}`)}
            </option>
          ))}
        </Select>
        <TextArea label={say('settings.to')} rows={3} value={to} onChange={(event) => setTo(event.target.value)} />
        <h3>{say('settings.again')}</h3>
        {steps.length > 0 && <p className="quiet">{say('settings.againHint')}</p>}
        {steps.map(({ key, hours, to: toThese }) => (
          <div key={key} className="condition">
            <TextField
              label={say('settings.hours')}
              type="number"
              min={1}
              max={720}
              value={hours}
              onChange={(event) => change(key, { hours: Number(event.target.value) })}
            />
            <TextArea
              label={say('settings.addresses')}
              rows={2}
              value={toThese}
              onChange={(event) => change(key, { to: event.target.value })}
            />
            <IconButton
              icon="close"
              label={say('settings.removeStep')}
              onClick={() => setSteps(steps.filter((step) => step.key !== key))}
            />
          </div>
        ))}
        {steps.length < 5 && (
          <div>
            <Button
              size="sm"
              icon="plus"
              onClick={() => setSteps([...steps, { key: crypto.randomUUID(), hours: 24, to: '' }])}
            >
              {say('settings.addStep')}
            </Button>
          </div>
        )}
        {error !== undefined && <Notice tone="bad">{error}</Notice>}
        <ErrorLine fault={doing.fault} />
        <div>
          <Button look="primary" type="submit" isBusy={doing.isBusy}>
            {say('act.save')}
          </Button>
        </div>
      </fieldset>
    </form>
  );
}
