import { useState } from 'react';
import type { Letter, Preflight } from '#contract';
import { formatBytes, Select, useLanguage, useTexts } from '#kit';
import { AddressField } from './write-address-field.tsx';
import type { Problem } from './write-problems.ts';
import { writeTexts } from './write-texts.ts';

const TYPES = ['completa', 'breve', 'sintetica'] as const;
const WHY = { completa: 'completaWhy', breve: 'breveWhy', sintetica: 'sinteticaWhy' } as const;

/** Which receipt of delivery is wanted, what it proves and what room it takes; and where answers go. */
export function ReceiptField({
  mailbox,
  letter,
  found,
  replyProblems,
  onChange,
}: {
  readonly mailbox: string;
  readonly letter: Letter;
  readonly found: Preflight | undefined;
  readonly replyProblems: readonly Problem[];
  readonly onChange: (part: Partial<Letter>) => void;
}) {
  const say = useTexts(writeTexts);
  const language = useLanguage();
  const [hasReply, showReply] = useState(letter.replyTo !== undefined);
  const isKnown = found !== undefined || letter.to.length + letter.cc.length === 0;
  const bytes = isKnown ? formatBytes(found?.receiptsBytes ?? 0, language) : '…';
  const why = say(`receipt.${WHY[letter.receiptType]}`, { bytes });
  return (
    <div className="write-options">
      <div>
        <Select
          label={say('receipt.label')}
          hint={letter.cc.length > 0 ? `${why} ${say('receipt.notCc')}` : why}
          value={letter.receiptType}
          onChange={(event) => onChange({ receiptType: event.target.value as Letter['receiptType'] })}
        >
          {TYPES.map((type) => (
            <option key={type} value={type}>
              {say(`receipt.${type}`)}
            </option>
          ))}
        </Select>
      </div>
      {hasReply ? (
        <AddressField
          mailbox={mailbox}
          label={say('to.replyTo')}
          place="replyTo"
          hint={say('to.replyToHint')}
          value={letter.replyTo === undefined ? [] : [letter.replyTo]}
          onChange={([replyTo]) => onChange({ replyTo } as Partial<Letter>)}
          about={[]}
          problems={replyProblems}
          isSingle
        />
      ) : (
        <p>
          <button type="button" className="link-button" onClick={() => showReply(true)}>
            {say('to.replyTo')}…
          </button>
        </p>
      )}
    </div>
  );
}
