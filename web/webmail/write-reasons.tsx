import type { Outgoing, ToldReason } from '#contract';
import { plain, useTexts } from '#kit';
import { writeTexts } from './write-texts.ts';

const KNOWN = [
  'header',
  'long-line',
  'repeated',
  'bad-address',
  'no-from',
  'not-one-from',
  'from-differs',
  'no-to',
  'empty-to',
  'not-shown',
  'bcc',
  'too-large',
  'domain-not-admitted',
  'recipient-not-compatible',
  'virus',
  'frozen',
  'too-many-sent',
  'not-taken',
  'not-permitted',
  'not-approved',
  'mailbox-closed',
  'no-address',
  'header-too-long',
  'unknown-column',
  'address-missing',
  'address-wrong',
  'address-again',
  'row-again',
  'uneven-row',
] as const;

/** What a reason means, in the language of the page; what nobody of ours wrote stays as it was written. */
export function useReasonWords(): (reason: Pick<ToldReason, 'code' | 'words' | 'text'>) => string {
  const say = useTexts(writeTexts);
  return ({ code, words: [one = '', two = ''], text }) => {
    const known = KNOWN.find((each) => each === code);
    return known === undefined ? plain(text) : say(`reasons.${known}`, { one: plain(one), two: plain(two) });
  };
}

/** Why it did not go: what each reason means, and below it how it was told, which is what receipts and the log have. */
export function WhyNot({ one: { reason, reasons } }: { readonly one: Pick<Outgoing, 'reason' | 'reasons'> }) {
  const say = useTexts(writeTexts);
  const words = useReasonWords();
  if (reason === undefined) return null;
  // What a person wrote who gave it back, or why it is tried again.
  if (reasons === undefined) return <p className="check-bad break">{plain(reason)}</p>;
  return (
    <div className="check-bad">
      <ul className="plain">
        {reasons.map((each) => (
          <li key={each.text} className="break">
            {words(each)}
          </li>
        ))}
      </ul>
      <details className="small">
        <summary>{say('reasons.asTold')}</summary>
        <p lang="it" className="break">
          {plain(reason)}
        </p>
      </details>
    </div>
  );
}
