import { useParams } from '@tanstack/react-router';
import { announce, api, Badge, Button, ErrorLine, IconButton, plain, tell, useTexts } from '#kit';
import { useBox } from './frame.tsx';
import { RoomFrame } from './room-frame.tsx';
import { KeptList, useKept } from './room-kept.tsx';
import { RuleForm } from './room-rule-form.tsx';
import { roomTexts } from './room-texts.ts';
import { useDoing } from './use-doing.ts';

/** Rules on what comes in. */
export function RulesPage() {
  const { mailbox } = useParams({ strict: false }) as { mailbox: string };
  const say = useTexts(roomTexts);
  const box = useBox(mailbox);
  const mayChange = box?.level === 'own' || box?.level === 'manage';
  const { list, save } = useKept(mailbox, 'rules');
  const doing = useDoing();
  const rules = list.data ?? [];
  const run = (id: string) =>
    void doing.go(async () => {
      const { matched } = await api('POST /mailboxes/{mailbox}/rules/{id}/run', { mailbox, id });
      tell(say('rules.ran', { count: matched }), { tone: 'good' });
    });
  const move = (place: number, by: -1 | 1) =>
    void doing.go(async () => {
      const next = [...rules];
      next.splice(place + by, 0, ...next.splice(place, 1));
      for (const [at, { id, version, ...rule }] of next.entries())
        if (rule.order !== at + 1) await save({ ...rule, order: at + 1 }, { id, version });
      announce(say('rules.moved', { name: rules[place]!.name, place: place + by + 1 }));
    });
  return (
    <RoomFrame mailbox={mailbox} here="rules" title={say('nav.rules')} lead={say('rules.lead')}>
      <ErrorLine fault={doing.fault} />
      <KeptList
        mailbox={mailbox}
        kind="rules"
        title={say('nav.rules')}
        add={say('act.add')}
        empty={say('rules.empty')}
        mayChange={mayChange}
        more={(one) => {
          const place = rules.findIndex(({ id }) => id === one.id);
          return (
            mayChange && (
              <>
                <IconButton
                  icon="arrow-up"
                  label={say('rules.up', { name: one.name })}
                  disabled={place <= 0 || doing.isBusy}
                  onClick={() => move(place, -1)}
                />
                <IconButton
                  icon="arrow-down"
                  label={say('rules.down', { name: one.name })}
                  disabled={place === rules.length - 1 || doing.isBusy}
                  onClick={() => move(place, 1)}
                />
                <Button size="sm" look="quiet" isBusy={doing.isBusy} onClick={() => run(one.id)}>
                  {say('rules.run')}
                </Button>
              </>
            )
          );
        }}
        form={(one, save, foot) => (
          <RuleForm mailbox={mailbox} one={one} last={rules.at(-1)?.order ?? 0} save={save} foot={foot} />
        )}
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
