import { Link } from '@tanstack/react-router';
import { EmptyState, usePageTitle, useTexts } from '#kit';
import { frameWords } from './words.ts';

/** No such page. */
export function Missing() {
  const say = useTexts(frameWords);
  usePageTitle(say('missing.title'));
  return (
    <EmptyState icon="search" title={say('missing.title')} action={<Link to="/">{say('places.overview')}</Link>}>
      <p>{say('missing.text')}</p>
    </EmptyState>
  );
}
