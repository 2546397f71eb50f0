import { EmptyState, useTexts } from '#kit';
import { webmailTexts } from './webmail-texts.ts';

/** Beside the list, as long as nothing is open. */
export function NoMessage() {
  const say = useTexts(webmailTexts);
  return (
    <section className="reading reading-empty" aria-label={say('message.title')}>
      <EmptyState icon="mail-open" title={say('message.choose')}>
        {say('message.chooseText')}
      </EmptyState>
    </section>
  );
}
