import type { MailRow } from '#contract';
import { Icon, useTexts } from '#kit';
import { rowState } from './row-words.ts';
import { webmailTexts } from './webmail-texts.ts';

/** The state of a message in a list: a picture and a word; the colour only repeats them. */
export function StateBadge({ row }: { readonly row: Pick<MailRow, 'kind' | 'receipt' | 'chain'> }) {
  const say = useTexts(webmailTexts);
  const state = rowState(row);
  if (state === undefined) return null;
  const word =
    state.of === 'kind'
      ? say(`kinds.${state.key}`)
      : state.of === 'receipt'
        ? say(`receipts.${state.key}`)
        : say(`glance.${state.key}`, state.values);
  return (
    <span
      className={`state-word state-${state.tone}${state.of === 'kind' && state.icon === 'seal-off' ? ' state-hollow' : ''}`}
    >
      <Icon name={state.icon} size="xs" />
      {word}
    </span>
  );
}
