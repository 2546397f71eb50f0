import { type AnswerOf, plain, useTexts } from '#kit';
import { foreignTexts } from './foreign-texts.ts';

type PartAnswer = AnswerOf<'GET /mailboxes/{mailbox}/folders/{folder}/messages/{uid}/parts/{part}/view'>;
type Contacts = Extract<PartAnswer, { kind: 'contacts' }>;

/** People a message tells of, as its sender describes them. */
export function ContactCards({ contacts: { cards, isCut } }: { readonly contacts: Contacts }) {
  const say = useTexts(foreignTexts);
  return (
    <div className="stack">
      <p className="quiet">{say('contactCard.unchecked')}</p>
      {cards.map(({ name, organisation, addresses, phone, notes }, at) => {
        const facts = [
          ...(organisation !== '' && organisation !== name ? [[say('contactCard.organisation'), organisation]] : []),
          ...addresses.map(({ address, label }) => [
            say('contactCard.address'),
            label === '' ? address : `${address} (${label})`,
          ]),
          ...(phone === '' ? [] : [[say('contactCard.phone'), phone]]),
          ...(notes === '' ? [] : [[say('contactCard.notes'), notes]]),
        ] as const;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: cards have their place alone
          <article className="stack" key={at}>
            <h3 className="break">{plain(name)}</h3>
            <dl className="facts facts-card">
              {facts.map(([label = '', value = ''], row) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: addresses come more than once
                <div key={`${label} ${row}`}>
                  <dt>{label}</dt>
                  <dd className="break">{plain(value)}</dd>
                </div>
              ))}
            </dl>
          </article>
        );
      })}
      {isCut && <p className="quiet">{say('contactCard.more')}</p>}
    </div>
  );
}
