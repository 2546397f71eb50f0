import type { Activation } from '#contract';
import { type AnswerOf, Notice, useTexts } from '#kit';
import type { Offer } from './app.tsx';
import { DataForm } from './data-form.tsx';
import { StepList } from './step-list.tsx';
import { words } from './words.ts';

interface Props {
  readonly offer: Offer;
  readonly provider: AnswerOf<'GET /public/provider'>;
  onBegun(request: Activation): void;
}

/** Who may have a mailbox, and the first data. */
export function Begin({ offer, provider, onBegun }: Props) {
  const say = useTexts(words);
  if (!offer.isOpen)
    return (
      <>
        <h1>{say('title')}</h1>
        <Notice>{say('closed', { provider: provider.name, address: provider.serviceAddress })}</Notice>
      </>
    );
  return (
    <>
      <h1>{say('title')}</h1>
      <p className="page-lead">{say('lead', { provider: provider.name })}</p>
      <StepList done={new Set()} current="data" />
      <section className="stack" aria-labelledby="who">
        <h2 id="who">{say('who.title')}</h2>
        <ul className="who">
          <li>{say('who.age', { years: offer.minimumAge })}</li>
          <li>{say('who.foreign')}</li>
          <li>{say('who.others')}</li>
          <li>{say('who.time')}</li>
        </ul>
      </section>
      <DataForm offer={offer} onBegun={onBegun} />
    </>
  );
}
