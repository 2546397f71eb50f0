import type { Merge } from '#contract';
import { Notice, useTexts } from '#kit';
import { teamTexts } from './team-texts.ts';
import { useReasonWords } from './write-reasons.tsx';

const MOST_FAULTS = 50;
/** What is wrong with a row: it is left out. */
const LEFT_OUT = new Set(['address-missing', 'address-wrong', 'row-again', 'uneven-row']);
/** It goes all the same. Anything else holds up the whole. */
const TO_LOOK_AT = 'address-again';

/** What keeps a mail merge from going, which rows it will leave out, and who will get several messages. */
export function MergeFaults({ faults, leftOut }: Pick<Merge, 'faults' | 'leftOut'>) {
  const say = useTexts(teamTexts);
  const words = useReasonWords();
  const told = faults.map(({ row, code, words: of, detail }) => {
    const is = row > 0 && LEFT_OUT.has(code) ? 'out' : row > 0 && code === TO_LOOK_AT ? 'again' : 'held';
    return { row, is, text: words({ code, words: of, text: detail }) };
  });
  const held = told.filter(({ is }) => is === 'held');
  const out = told.filter(({ is }) => is === 'out');
  const again = told.filter(({ is }) => is === 'again');
  return (
    <>
      {held.length > 0 && (
        <Notice tone="bad" title={say('merges.held')}>
          <ul className="plain">
            {held.map(({ text }) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Notice>
      )}
      {out.length > 0 && (
        <Notice tone="wait" title={say('merges.faults', { count: leftOut })}>
          <Rows rows={out} all={leftOut} />
        </Notice>
      )}
      {again.length > 0 && (
        <Notice tone="plain" title={say('merges.again')}>
          <Rows rows={again} all={again.length} />
        </Notice>
      )}
    </>
  );
}

function Rows({ rows, all }: { readonly rows: readonly { row: number; text: string }[]; readonly all: number }) {
  const say = useTexts(teamTexts);
  const shown = rows.slice(0, MOST_FAULTS);
  return (
    <ul className="plain">
      {shown.map(({ row, text }) => (
        <li key={`${row} ${text}`}>{say('merges.fault', { row, detail: text })}</li>
      ))}
      {all > shown.length && <li>{say('merges.moreFaults', { count: all - shown.length })}</li>}
    </ul>
  );
}
