import { Link } from '@tanstack/react-router';
import { buttonClass, EmptyState, usePageTitle, useTexts } from '#kit';
import { webmailTexts } from './webmail-texts.ts';

export function Missing() {
  const say = useTexts(webmailTexts);
  usePageTitle(say('missing.title'));
  return (
    <main className="page" id="main">
      <EmptyState
        isPage
        icon="help-circle"
        title={say('missing.title')}
        action={
          <Link to="/" className={buttonClass({ look: 'primary' })}>
            {say('missing.home')}
          </Link>
        }
      >
        {say('missing.text')}
      </EmptyState>
    </main>
  );
}
