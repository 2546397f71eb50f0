import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { Rule } from '#contract';
import { announce, api, Badge, Button, ErrorLine, IconButton, plain, tell, useTexts } from '#kit';
import { folderName } from './folder-names.ts';
import { useBox } from './frame.tsx';
import { foldersQuery } from './mail-queries.ts';
import { RoomFrame } from './room-frame.tsx';
import { KeptList, useKept } from './room-kept.tsx';
import { RuleForm } from './room-rule-form.tsx';
import { useKindWords } from './room-rule-parts.tsx';
import { roomTexts } from './room-texts.ts';
import { conditionDraft } from './rule-draft.ts';
import { useDoing } from './use-doing.ts';
import { usePeople } from './use-people.ts';
import { webmailTexts } from './webmail-texts.ts';

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
        add={say('rules.add')}
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
            <RuleWords mailbox={mailbox} rule={one} />
          </>
        )}
      </KeptList>
    </RoomFrame>
  );
}

/** What a rule looks for and does, in one sentence; a folder that is gone is told, since the rule then moves nothing. */
function RuleWords({ mailbox, rule }: { readonly mailbox: string; readonly rule: Pick<Rule, 'conditions' | 'acts'> }) {
  const say = useTexts(roomTexts);
  const sayMail = useTexts(webmailTexts);
  const sayKind = useKindWords();
  const { data: folders } = useQuery(foldersQuery(mailbox));
  const people = usePeople(mailbox);
  const folderOf = (id: string) => folders?.find((folder) => folder.id === id);
  const isLost = folders !== undefined && rule.acts.some((act) => act.do === 'move' && !folderOf(act.folder));
  const whatOf = (act: Rule['acts'][number]) => {
    if (act.do === 'label') return act.label;
    if (act.do === 'assign') return people.find(({ login }) => login === act.login)?.name ?? act.login;
    const folder = act.do === 'move' ? folderOf(act.folder) : undefined;
    return folder && folderName(folder, sayMail);
  };
  const conditions = rule.conditions.all.map(conditionDraft).map(({ field, is, value }) => {
    const words = field === 'kind' ? sayKind(value) : field === 'size' ? `${value} MB` : plain(value);
    return `${say(`rules.${field}`)} ${say(is === 'is' ? 'rules.equals' : `rules.${is}`)} «${words}»`;
  });
  const acts = rule.acts.map((act) => {
    const what = whatOf(act);
    return what === undefined ? say(`rules.${act.do}`) : `${say(`rules.${act.do}`)} «${plain(what)}»`;
  });
  return (
    <>
      <p className="quiet small break">
        {conditions.join(', ')} → {acts.join(', ')}
      </p>
      {isLost && (
        <p>
          <Badge tone="bad" icon="warning-circle">
            {say('rules.lostFolder')}
          </Badge>
        </p>
      )}
    </>
  );
}
