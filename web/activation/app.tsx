import { useCallback, useEffect, useState } from 'react';
import type { Activation } from '#contract';
import {
  type AnswerOf,
  api,
  asFault,
  ErrorState,
  Header,
  Notice,
  Skeleton,
  SkipLink,
  usePageTitle,
  useTexts,
} from '#kit';
import { Begin } from './begin.tsx';
import { Ended } from './ended.tsx';
import { type Going, keepKey, keptKey, keyHeader, linkOf, readPlace } from './going.ts';
import { Request } from './request.tsx';
import { words } from './words.ts';

export type Offer = AnswerOf<'GET /activation/offer'>;
type Provider = AnswerOf<'GET /public/provider'>;

/** The request that the address of the page names, when its key is known. */
function goingHere(): { readonly going?: Going; readonly isKeyMissing: boolean } {
  const { id, key = id === undefined ? undefined : keptKey(id) } = readPlace(location.pathname, location.hash);
  return id === undefined || key === undefined
    ? { isKeyMissing: id !== undefined }
    : { going: { id, key }, isKeyMissing: false };
}

/** Asks for a mailbox, step by step; whoever leaves comes back by the link. */
export function ActivationApp() {
  const say = useTexts(words);
  const [offer, setOffer] = useState<Offer>();
  const [provider, setProvider] = useState<Provider>();
  const [request, setRequest] = useState<Activation>();
  const [going, setGoing] = useState<Going | undefined>(() => goingHere().going);
  const [fault, setFault] = useState<unknown>();
  usePageTitle(say('title'), provider?.name);

  const load = useCallback(async () => {
    setFault(undefined);
    try {
      const [offered, told] = await Promise.all([api('GET /activation/offer'), api('GET /public/provider')]);
      setProvider(told);
      if (going !== undefined) setRequest((await readRequest(going)) as Activation);
      setOffer(offered);
    } catch (thrown) {
      setFault(thrown);
    }
  }, [going]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once; afterwards every step brings the request with it
  useEffect(() => void load(), []);

  // The whole link, opened where its key was missing, changes nothing but what stands behind the `#`.
  useEffect(() => {
    const again = () => location.reload();
    addEventListener('hashchange', again);
    return () => removeEventListener('hashchange', again);
  }, []);

  const begun = (made: Activation) => {
    const next = { id: made.id, key: made.key ?? '' };
    keepKey(next);
    setGoing(next);
    setRequest(made);
    const { pathname, hash } = new URL(linkOf(next, location.origin));
    // In the place of the form: going back must not lead to one that is sent already.
    history.replaceState(null, '', pathname + hash);
  };

  return (
    <>
      <SkipLink />
      <Header
        home="/gestore"
        context={<span className="context">{say('title')}</span>}
        isSandbox={provider?.isSandbox ?? false}
      />
      <main id="main" className="page page-narrow">
        {goingHere().isKeyMissing && going === undefined ? (
          <>
            <h1>{say('title')}</h1>
            <Notice tone="wait">{say('keyMissing')}</Notice>
          </>
        ) : fault !== undefined ? (
          <>
            <h1>{say('title')}</h1>
            <ErrorState fault={asFault(fault)} onRetry={() => void load()} />
          </>
        ) : offer === undefined || provider === undefined ? (
          <>
            <h1 className="visually-hidden">{say('title')}</h1>
            <Skeleton lines={6} />
          </>
        ) : going === undefined || request === undefined ? (
          <Begin offer={offer} provider={provider} onBegun={begun} />
        ) : request.state === 'refused' || request.state === 'withdrawn' || request.state === 'active' ? (
          <Ended request={request} going={going} />
        ) : (
          <Request request={request} going={going} offer={offer} onChange={setRequest} />
        )}
      </main>
    </>
  );
}

function readRequest(going: Going) {
  keepKey(going);
  return api('GET /activation/{activation}', { activation: going.id }, { headers: keyHeader(going) });
}
