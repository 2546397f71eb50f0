import { type ReactNode, useState } from 'react';
import {
  asFault,
  Button,
  faultWords,
  formatTime,
  Icon,
  IconButton,
  kitTexts,
  Menu,
  Notice,
  useLanguage,
  useTexts,
} from '#kit';
import { useOnline } from './use-online.ts';
import { LaterDialog } from './write-later.tsx';
import type { SaveState } from './write-saver.ts';
import { writeTexts } from './write-texts.ts';

interface Props {
  readonly state: SaveState;
  /** What became of the last order, where it did not go. */
  readonly told: ReactNode;
  readonly isSending: boolean;
  readonly mayNot: boolean;
  readonly onSend: (order?: { at?: string }) => Promise<void>;
  readonly onTest: () => Promise<void>;
  readonly onDiscard: () => Promise<void>;
  readonly onMine: () => Promise<void>;
  readonly onTheirs: () => Promise<void>;
}

/** Sending and its other ways; beside it how the draft stands. */
export function ActionBar(props: Props) {
  const { state, told, isSending, mayNot, onSend, onTest, onDiscard, onMine, onTheirs } = props;
  const say = useTexts(writeTexts);
  const [isLater, later] = useState(false);
  return (
    <div className="write-foot">
      {told}
      {(state.is === 'elsewhere' || state.is === 'gone') && (
        <Notice tone="bad" title={say(`saved.${state.is}`)}>
          <p>{say(`saved.${state.is}Text`)}</p>
          <p className="row">
            <Button size="sm" onClick={() => void onMine()}>
              {state.is === 'gone' ? say('saved.asNew') : say('saved.mine')}
            </Button>
            <Button size="sm" onClick={() => void onTheirs()}>
              {state.is === 'gone' ? say('saved.leave') : say('saved.theirs')}
            </Button>
          </p>
        </Notice>
      )}
      <div className="write-bar">
        <div className="write-send">
          <Button
            look="primary"
            icon="send"
            disabled={mayNot}
            isBusy={isSending}
            aria-keyshortcuts="Control+Enter"
            onClick={() => void onSend()}
          >
            {say('send.send')}
          </Button>
          <Menu
            label={say('send.more')}
            className="button button-outline send-more"
            side="start"
            face={<Icon name="expand" size="sm" />}
            items={[
              { label: say('send.later'), icon: 'clock', isDisabled: mayNot, run: () => later(true) },
              { label: say('send.test'), icon: 'check-circle', isDisabled: mayNot, run: () => void onTest() },
            ]}
          />
        </div>
        <SavedWords state={state} />
        <IconButton icon="delete" label={say('send.discard')} onClick={() => void onDiscard()} />
      </div>
      {isLater && (
        <LaterDialog
          onClose={() => later(false)}
          onChoose={(at) => {
            later(false);
            void onSend({ at });
          }}
        />
      )}
    </div>
  );
}

function SavedWords({ state }: { readonly state: SaveState }) {
  const say = useTexts(writeTexts);
  const sayKit = useTexts(kitTexts);
  const language = useLanguage();
  const isOnline = useOnline();
  const words = () => {
    if (!isOnline && state.is !== 'saved') return say('saved.offline');
    switch (state.is) {
      case 'saved':
        return state.at === undefined ? say('saved.new') : say('saved.saved', { time: formatTime(state.at, language) });
      case 'failed':
        return say('saved.failed', { why: faultWords(asFault(state.fault), sayKit) });
      default:
        return say(`saved.${state.is}`);
    }
  };
  const isBad = state.is === 'failed' || state.is === 'waiting' || (!isOnline && state.is !== 'saved');
  return (
    <p className={`write-saved small${isBad ? ' check-bad' : ' quiet'}`} role={isBad ? 'status' : undefined}>
      {words()}
    </p>
  );
}
