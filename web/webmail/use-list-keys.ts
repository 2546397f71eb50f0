import { useMemo } from 'react';
import type { MailRow } from '#contract';
import { type Shortcut, useShortcuts, useTexts } from '#kit';
import type { Acts } from './use-acts.ts';
import { webmailTexts } from './webmail-texts.ts';

export interface ListHands {
  /** Moves the keyboard's place by so many rows; opens the row when one is open. */
  go(by: number): void;
  open(): void;
  close(): void;
  chooseCurrent(): void;
  chooseAll(): void;
  /** What an act is for: what is chosen, else the open one, else where the keyboard stands. */
  targets(): readonly string[];
  current(): MailRow | undefined;
  archive(): void;
  remove(): void;
}

/** The list by keyboard: j and k, arrows, and the letters people know. */
export function useListKeys(hands: ListHands, acts: Acts): void {
  const say = useTexts(webmailTexts);
  const shortcuts = useMemo((): readonly Shortcut[] => {
    const group = say('keys.list');
    const key = (keys: string, does: string, run: () => void): Shortcut => ({ keys, does, group, run });
    const flag = (change: Parameters<Acts['flag']>[1]) => () => void acts.flag(hands.targets(), change);
    return [
      key('j', say('keys.next'), () => hands.go(1)),
      key('k', say('keys.previous'), () => hands.go(-1)),
      key('ArrowDown', say('keys.next'), () => hands.go(1)),
      key('ArrowUp', say('keys.previous'), () => hands.go(-1)),
      key('o', say('keys.open'), hands.open),
      key('Enter', say('keys.open'), hands.open),
      key('Escape', say('keys.close'), hands.close),
      key('x', say('keys.select'), hands.chooseCurrent),
      key('*', say('keys.selectAll'), hands.chooseAll),
      key('e', say('acts.archive'), hands.archive),
      key('Delete', say('acts.delete'), hands.remove),
      key('#', say('acts.delete'), hands.remove),
      key('s', say('acts.flag'), () => {
        const row = hands.current();
        flag(row?.isFlagged ? { remove: ['\\Flagged'] } : { add: ['\\Flagged'] })();
      }),
      key('I', say('acts.seen'), flag({ add: ['\\Seen'] })),
      key('U', say('acts.unseen'), flag({ remove: ['\\Seen'] })),
    ];
  }, [say, hands, acts]);
  useShortcuts(shortcuts);
}
