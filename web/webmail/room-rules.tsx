import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { Rule } from '#contract';
import { api, Badge, Button, Checkbox, IconButton, plain, Select, TextField, tell, useTexts } from '#kit';
import { folderName } from './folder-names.ts';
import { useBox } from './frame.tsx';
import { foldersQuery } from './mail-queries.ts';
import { RoomFrame } from './room-frame.tsx';
import { type Draftable, type Kept, KeptList } from './room-kept.tsx';
import { roomTexts } from './room-texts.ts';
import { webmailTexts } from './webmail-texts.ts';

const FIELDS = ['from', 'to', 'subject', 'kind', 'body', 'attachment', 'size'] as const;
const WAYS = ['contains', 'is', 'begins', 'larger'] as const;
const ACTS = ['move', 'label', 'flag', 'seen', 'assign', 'stop'] as const;
type Act = (typeof ACTS)[number];

/** Rules on what comes in. */
export function RulesPage() {
  const { mailbox } = useParams({ strict: false }) as { mailbox: string };
  const say = useTexts(roomTexts);
  const box = useBox(mailbox);
  const mayChange = box?.level === 'own' || box?.level === 'manage';
  const run = async (id: string) => {
    const { matched } = await api('POST /mailboxes/{mailbox}/rules/{id}/run', { mailbox, id });
    tell(say('rules.ran', { count: matched }), { tone: 'good' });
  };
  return (
    <RoomFrame mailbox={mailbox} here="rules" title={say('nav.rules')} lead={say('rules.lead')}>
      <KeptList
        mailbox={mailbox}
        kind="rules"
        title={say('nav.rules')}
        add={say('act.add')}
        empty={say('rules.empty')}
        mayChange={mayChange}
        more={({ id }) =>
          mayChange && (
            <Button size="sm" look="quiet" onClick={() => void run(id)}>
              {say('rules.run')}
            </Button>
          )
        }
        form={(one, save, foot) => <RuleForm mailbox={mailbox} one={one} save={save} foot={foot} />}
      >
        {(one) => (
          <>
            <p className="row">
              <strong className="break">{plain(one.name)}</strong>
              <Badge tone={one.isOn ? 'good' : 'plain'}>{one.isOn ? say('rules.on') : say('rules.off')}</Badge>
            </p>
            <p className="quiet small break">
              {one.conditions.all
                .map(
                  ({ field, is, value }) =>
                    `${say(`rules.${field}`)} ${say(is === 'is' ? 'rules.equals' : `rules.${is}`)} «${plain(value)}»`,
                )
                .join(', ')}
              {' → '}
              {one.acts.map((act) => say(`rules.${act.do}`)).join(', ')}
            </p>
          </>
        )}
      </KeptList>
    </RoomFrame>
  );
}

interface Condition {
  readonly key: string;
  readonly field: (typeof FIELDS)[number];
  readonly is: (typeof WAYS)[number];
  readonly value: string;
}
interface ActDraft {
  readonly key: string;
  readonly do: Act;
  readonly target: string;
}

function RuleForm({
  mailbox,
  one,
  save,
  foot,
}: {
  readonly mailbox: string;
  readonly one: Kept<'rules'> | undefined;
  readonly save: (body: Draftable<'rules'>) => void;
  readonly foot: ReactNode;
}) {
  const say = useTexts(roomTexts);
  const key = () => crypto.randomUUID();
  const [name, setName] = useState(one?.name ?? '');
  const [isOn, setOn] = useState(one?.isOn ?? true);
  const [conditions, setConditions] = useState<readonly Condition[]>(
    () =>
      one?.conditions.all.map((each) => ({ key: key(), ...each })) ?? [
        { key: key(), field: 'from', is: 'contains', value: '' },
      ],
  );
  const [acts, setActs] = useState<readonly ActDraft[]>(
    () =>
      one?.acts.map((act) => ({ key: key(), do: act.do, target: targetOf(act) })) ?? [
        { key: key(), do: 'seen', target: '' },
      ],
  );
  const changeCondition = (of: string, part: Partial<Condition>) =>
    setConditions(conditions.map((each) => (each.key === of ? { ...each, ...part } : each)));
  const changeAct = (of: string, part: Partial<ActDraft>) =>
    setActs(acts.map((each) => (each.key === of ? { ...each, ...part } : each)));
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save({
          name: name.trim(),
          isOn,
          order: one?.order ?? 100,
          conditions: { all: conditions.map(({ field, is, value }) => ({ field, is, value })) },
          acts: acts.map(actOf),
        });
      }}
    >
      <TextField
        label={say('rules.name')}
        required
        autoFocus
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Checkbox label={say('rules.on')} checked={isOn} onChange={(event) => setOn(event.target.checked)} />
      {conditions.map((each, place) => (
        <fieldset key={each.key}>
          <legend>{place === 0 ? say('rules.if') : say('rules.and')}</legend>
          <div className="condition">
            <Select
              label={say('rules.field')}
              value={each.field}
              onChange={(event) => changeCondition(each.key, { field: event.target.value as Condition['field'] })}
            >
              {FIELDS.map((field) => (
                <option key={field} value={field}>
                  {say(`rules.${field}`)}
                </option>
              ))}
            </Select>
            <Select
              label={say('rules.is')}
              value={each.is}
              onChange={(event) => changeCondition(each.key, { is: event.target.value as Condition['is'] })}
            >
              {WAYS.map((is) => (
                <option key={is} value={is}>
                  {say(is === 'is' ? 'rules.equals' : `rules.${is}`)}
                </option>
              ))}
            </Select>
            <TextField
              label={say('rules.value')}
              required
              value={each.value}
              onChange={(event) => changeCondition(each.key, { value: event.target.value })}
            />
            {conditions.length > 1 && (
              <IconButton
                icon="close"
                label={say('rules.removeCondition', { count: place + 1 })}
                onClick={() => setConditions(conditions.filter((other) => other.key !== each.key))}
              />
            )}
          </div>
        </fieldset>
      ))}
      <div>
        <Button
          size="sm"
          look="quiet"
          icon="plus"
          onClick={() => setConditions([...conditions, { key: key(), field: 'subject', is: 'contains', value: '' }])}
        >
          {say('rules.addCondition')}
        </Button>
      </div>
      {acts.map((each, place) => (
        <fieldset key={each.key}>
          <legend>{say('rules.do')}</legend>
          <div className="condition">
            <Select
              label={say('rules.act')}
              value={each.do}
              onChange={(event) => changeAct(each.key, { do: event.target.value as Act, target: '' })}
            >
              {ACTS.map((act) => (
                <option key={act} value={act}>
                  {say(`rules.${act}`)}
                </option>
              ))}
            </Select>
            <Target mailbox={mailbox} act={each} onChange={(target) => changeAct(each.key, { target })} />
            {acts.length > 1 && (
              <IconButton
                icon="close"
                label={say('rules.removeAct', { count: place + 1 })}
                onClick={() => setActs(acts.filter((other) => other.key !== each.key))}
              />
            )}
          </div>
        </fieldset>
      ))}
      <div>
        <Button
          size="sm"
          look="quiet"
          icon="plus"
          onClick={() => setActs([...acts, { key: key(), do: 'flag', target: '' }])}
        >
          {say('rules.addAct')}
        </Button>
      </div>
      {foot}
    </form>
  );
}

function Target({
  mailbox,
  act,
  onChange,
}: {
  readonly mailbox: string;
  readonly act: ActDraft;
  readonly onChange: (target: string) => void;
}) {
  const say = useTexts(roomTexts);
  const sayMail = useTexts(webmailTexts);
  const { data: folders = [] } = useQuery(foldersQuery(mailbox));
  if (act.do === 'move')
    return (
      <Select
        label={say('rules.target')}
        required
        value={act.target}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="" disabled />
        {folders.map((folder) => (
          <option key={folder.id} value={folder.id}>
            {folderName(folder, sayMail)}
          </option>
        ))}
      </Select>
    );
  if (act.do !== 'label' && act.do !== 'assign') return <span />;
  return (
    <TextField
      label={say('rules.target')}
      required
      value={act.target}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function targetOf(act: Rule['acts'][number]): string {
  return act.do === 'move' ? act.folder : act.do === 'label' ? act.label : act.do === 'assign' ? act.login : '';
}

function actOf({ do: act, target }: ActDraft): Rule['acts'][number] {
  if (act === 'move') return { do: act, folder: target };
  if (act === 'label') return { do: act, label: target };
  if (act === 'assign') return { do: act, login: target };
  return { do: act };
}
