import './kit.scss';
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, StrictMode, Suspense, useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { setHooks } from './api.ts';
import { kitTexts } from './kit-texts.ts';
import { rememberedLanguage } from './languages.ts';
import { undoLast } from './notes.ts';
import { QuestionPlace } from './question.tsx';
import { me } from './session.ts';
import { addShortcuts } from './shortcuts.ts';
import { ShortcutsPlace } from './shortcuts-dialog.tsx';
import { Fence } from './states.tsx';
import { StatusRegion } from './status-region.tsx';
import { confirmIdentity, StepUpPlace } from './step-up.tsx';
import { sayIn, speak } from './texts.ts';

/** What stands once on every page: notes, questions, the proof of identity, the list of shortcuts. */
function Shell({ children }: { readonly children: ReactNode }) {
  useEffect(() => {
    const say = sayIn(kitTexts);
    return addShortcuts([{ keys: 'z', does: say('actions.undo'), group: say('shortcuts.general'), run: undoLast }]);
  }, []);
  return (
    <>
      <Fence>{children}</Fence>
      <StatusRegion />
      <QuestionPlace />
      <StepUpPlace />
      <ShortcutsPlace />
    </>
  );
}

/** How long the first drawing waits for what it is to show, at most. */
const FIRST_MS = 500;
const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

/**
 * Opens the pages in `#app`: language first, then what was given. `signedOut` is called when a session has ended. `first`: when what is shown
 * first has been found.
 */
export async function openPages(
  queries: QueryClient,
  pages: ReactNode,
  signedOut: () => void,
  first: Promise<unknown> = Promise.resolve(),
): Promise<void> {
  setHooks({
    confirm: confirmIdentity,
    signedOut() {
      // Who was never in is led to the door by whoever asked.
      if (me.get() === undefined) return;
      me.set(undefined);
      queries.clear();
      signedOut();
    },
  });
  // Drawn once, with what is shown first: what replaces a page that waits is held back by React for 300 ms.
  await Promise.all([speak(rememberedLanguage()), Promise.race([first.catch(() => {}), wait(FIRST_MS)])]);
  const place = document.getElementById('app');
  if (place === null) throw new Error('the page has no #app');
  createRoot(place).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <Suspense fallback={<div className="splash" aria-hidden="true" />}>
          <Shell>{pages}</Shell>
        </Suspense>
      </QueryClientProvider>
    </StrictMode>,
  );
}
