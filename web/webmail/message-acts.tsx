import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { BoxView, MessageView } from '#contract';
import { buttonClass, Icon, IconButton, Menu, type Shortcut, useShortcuts, useTexts } from '#kit';
import { HeaderDialog } from './header-dialog.tsx';
import { LabelDialog } from './label-dialog.tsx';
import { useListHands } from './list-hands.ts';
import { foldersQuery, mayIn } from './mail-queries.ts';
import { useMessagePlace } from './message-place.ts';
import { MoveDialog } from './move-dialog.tsx';
import { rawUrl } from './part-url.ts';
import { type Answering, writePath } from './paths.ts';
import { type Spot, spotKey } from './selection.ts';
import { useActs } from './use-acts.ts';
import { webmailTexts } from './webmail-texts.ts';

/** What can be done with the open message. */
export function MessageActs({
  view,
  box,
}: {
  readonly view: MessageView | undefined;
  readonly box: BoxView | undefined;
}) {
  const say = useTexts(webmailTexts);
  const place = useMessagePlace();
  const { mailbox } = place;
  const hands = useListHands();
  const acts = useActs(mailbox);
  const { data: folders = [] } = useQuery(foldersQuery(mailbox));
  const folder = folders.find(({ id }) => id === place.folder);
  const [opened, open] = useState<'move' | 'label' | 'header'>();
  const navigate = useNavigate();
  const keys = [spotKey(place)];
  const mayWrite = box?.maySend !== false && box?.status !== 'revoked';
  useAnswerKeys(mailbox, place, mayWrite);
  const isReceipt = view?.row.kind === 'receipt';
  const mayDelete = mayIn(folder, 't');
  const hows = howsOf(view, box);
  return (
    <div className="message-acts no-print" role="toolbar" aria-label={say('acts.toolbar')}>
      <IconButton
        className="back-button"
        icon="arrow-left"
        label={say('acts.backToList')}
        keys="Escape"
        onClick={() => hands?.close()}
      />
      {mayWrite && !isReceipt && <Answers mailbox={mailbox} place={place} hows={hows} />}
      <span className="acts-space" />
      <IconButton
        icon="archive"
        label={say('acts.archive')}
        keys="e"
        disabled={!mayDelete}
        onClick={() => hands?.archive()}
      />
      <IconButton
        icon="delete"
        label={say('acts.delete')}
        keys="Delete"
        disabled={!mayDelete}
        onClick={() => hands?.remove()}
      />
      <Menu
        label={say('acts.toolbar')}
        face={<Icon name="more-items" size="sm" />}
        items={[
          ...(mayWrite && !isReceipt ? hows.slice(1) : []).map((how) => ({
            label: say(`acts.${HOW[how]}`),
            icon: HOW_ICONS[how],
            run: () =>
              void navigate({ to: writePath(mailbox, { folder: place.folder, uid: place.uid, how }) as string }),
          })),
          {
            label: view?.row.isFlagged ? say('acts.unflag') : say('acts.flag'),
            icon: view?.row.isFlagged ? 'star-full' : 'star-outline',
            run: () => void acts.flag(keys, view?.row.isFlagged ? { remove: ['\\Flagged'] } : { add: ['\\Flagged'] }),
          },
          {
            label: say('acts.unseen'),
            icon: 'mail',
            run: () => void acts.flag(keys, { remove: ['\\Seen'] }).then(() => hands?.close()),
          },
          { label: say('acts.label'), icon: 'bookmark', run: () => open('label') },
          { label: say('acts.move'), icon: 'folder', isDisabled: !mayDelete, run: () => open('move') },
          { label: say('acts.print'), icon: 'print', isApart: true, run: () => window.print() },
          { label: say('acts.download'), icon: 'download', run: () => location.assign(rawUrl(place)) },
          { label: say('acts.header'), icon: 'code-circle', isDisabled: view === undefined, run: () => open('header') },
        ]}
      />
      <span className="acts-step">
        <IconButton icon="arrow-up" label={say('acts.newer')} keys="k" onClick={() => hands?.go(-1)} />
        <IconButton icon="arrow-down" label={say('acts.older')} keys="j" onClick={() => hands?.go(1)} />
      </span>
      {opened === 'move' && (
        <MoveDialog
          folders={folders}
          from={place.folder}
          onClose={() => open(undefined)}
          onMove={async (to, name) => {
            if (await acts.move(keys, to, name)) hands?.close();
          }}
        />
      )}
      {opened === 'label' && (
        <LabelDialog
          mailbox={mailbox}
          labels={view?.row.labels ?? []}
          onClose={() => open(undefined)}
          onChange={(change) => void acts.flag(keys, change)}
        />
      )}
      {opened === 'header' && view !== undefined && (
        <HeaderDialog header={view.header} onClose={() => open(undefined)} />
      )}
    </div>
  );
}

const HOW = { reply: 'reply', 'reply-all': 'replyAll', forward: 'forward', edit: 'edit' } as const;
const HOW_ICONS = { reply: 'reply', 'reply-all': 'reply-all', forward: 'forward', edit: 'pencil' } as const;

function Answers({
  mailbox,
  place: { folder, uid },
  hows,
}: {
  readonly mailbox: string;
  readonly place: Spot;
  readonly hows: readonly Answering['how'][];
}) {
  const say = useTexts(webmailTexts);
  return hows.map((how, at) => (
    <Link
      key={how}
      to={writePath(mailbox, { folder, uid, how }) as string}
      className={`${buttonClass({ look: at === 0 ? 'outline' : 'quiet', size: 'sm' })} ${at === 0 ? 'answer-first' : 'answer-more'}`}
    >
      <Icon name={HOW_ICONS[how]} size="sm" />
      <span>{say(`acts.${HOW[how]}`)}</span>
    </Link>
  ));
}

/** How it can be answered: to all only where there are several; what one has sent oneself goes on to its recipients. */
function howsOf(view: MessageView | undefined, box: BoxView | undefined): readonly Answering['how'][] {
  if (view === undefined) return ['reply', 'forward'];
  if (view.row.kind === 'draft') return ['edit'];
  if (view.row.kind === 'sent') return ['reply-all', 'forward'];
  const { from, to, cc } = view.message;
  const all = [...from, ...to, ...cc].map(({ address }) => address.toLowerCase());
  const others = new Set(all.filter((address) => address !== box?.address.toLowerCase()));
  return others.size > 1 ? ['reply', 'reply-all', 'forward'] : ['reply', 'forward'];
}

function useAnswerKeys(
  mailbox: string,
  { folder, uid }: { readonly folder: string; readonly uid: number },
  mayWrite: boolean,
): void {
  const say = useTexts(webmailTexts);
  const navigate = useNavigate();
  const shortcuts = useMemo((): readonly Shortcut[] => {
    const group = say('keys.message');
    const to = (how: Answering['how']) => () =>
      void navigate({ to: writePath(mailbox, { folder, uid, how }) as string });
    const chain: Shortcut = {
      keys: 't',
      does: say('keys.chain'),
      group,
      run: () => document.getElementById('timeline')?.focus(),
    };
    const print: Shortcut = { keys: 'p', does: say('acts.print'), group, run: () => window.print() };
    if (!mayWrite) return [chain, print];
    return [
      { keys: 'r', does: say('acts.reply'), group, run: to('reply') },
      { keys: 'a', does: say('acts.replyAll'), group, run: to('reply-all') },
      { keys: 'f', does: say('acts.forward'), group, run: to('forward') },
      chain,
      print,
    ];
  }, [say, navigate, mailbox, folder, uid, mayWrite]);
  useShortcuts(shortcuts);
}
