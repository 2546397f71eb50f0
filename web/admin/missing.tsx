import { Link } from '@tanstack/react-router';
import { useTexts } from '#kit';
import { Page } from './page.tsx';
import { frameWords } from './words.ts';

/** No such page. */
export function Missing() {
  const say = useTexts(frameWords);
  return (
    <Page title={say('missing.title')} lead={say('missing.text')}>
      <p>
        <Link to="/">{say('places.overview')}</Link>
      </p>
    </Page>
  );
}
