import type { Merge } from '#contract';
import { Notice, useTexts } from '#kit';
import { teamTexts } from './team-texts.ts';
import { useReasonWords } from './write-reasons.tsx';

const MOST_FAULTS = 50;
/** What is wrong with a row: it is left out. Anything else holds up the whole. */
const OF_ROWS = new Set(['address-missing', 'address-wrong', 'address-again', 'uneven-row']);

/** What keeps a mail merge from going, and which rows it will leave out. */
export function MergeFaults({ faults }: Pick<Merge, 'faults'>) {
  const say = useTexts(teamTexts);
  const words = useReasonWords();
  const told = faults.map(({ row, code, words: of, detail }) => {
    return { row, isOfRow: row > 0 && OF_ROWS.has(code), text: words({ code, words: of, text: detail }) };
  });
  const whole = told.filter(({ isOfRow }) => !isOfRow);
  const rows = told.filter(({ isOfRow }) => isOfRow);
  return (
    <>
      {whole.length > 0 && (
        <Notice tone="bad" title={say('merges.held')}>
          <ul className="plain">
            {whole.map(({ text }) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Notice>
      )}
      {rows.length > 0 && (
        <Notice tone="wait" title={say('merges.faults')}>
          <ul className="plain">
            {rows.slice(0, MOST_FAULTS).map(({ row, text }) => (
              <li key={`${row} ${text}`}>{say('merges.fault', { row, detail: text })}</li>
            ))}
            {rows.length > MOST_FAULTS && <li>{say('merges.moreFaults', { count: rows.length - MOST_FAULTS })}</li>}
          </ul>
        </Notice>
      )}
    </>
  );
}
