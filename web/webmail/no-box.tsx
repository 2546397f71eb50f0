import { EmptyState, Header, kitTexts, SkipLink, useMe, usePageTitle, useTexts } from '#kit';
import { signOut } from './sign-out.ts';
import { webmailTexts } from './webmail-texts.ts';

/** Somebody who works here, but has no box to read. */
export function NoBox() {
  const say = useTexts(webmailTexts);
  const sayKit = useTexts(kitTexts);
  const me = useMe();
  usePageTitle(say('box.none'));
  return (
    <>
      <SkipLink />
      <Header
        home="/"
        isSandbox={me?.isSandbox ?? false}
        account={
          me && {
            name: me.name,
            login: me.login,
            items: [
              ...(me.roles.length > 0
                ? [{ label: say('folders.admin'), icon: 'tool' as const, run: () => location.assign('/admin/') }]
                : []),
              { label: sayKit('app.signOut'), icon: 'logout', run: signOut },
            ],
          }
        }
      />
      <main className="page" id="main">
        <EmptyState isPage icon="inbox" title={say('box.none')}>
          {say('box.noneText')}
        </EmptyState>
      </main>
    </>
  );
}
