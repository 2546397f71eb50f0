import { useParams } from '@tanstack/react-router';
import { api, Badge, Button, plain, tell, useTexts } from '#kit';
import { useBox } from './frame.tsx';
import { RoomFrame } from './room-frame.tsx';
import { KeptList } from './room-kept.tsx';
import { RuleForm } from './room-rule-form.tsx';
import { roomTexts } from './room-texts.ts';

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
