import { useEffect, useRef } from 'react';
import type { Activation } from '#contract';
import { buttonClass, Icon, Notice, useTexts } from '#kit';
import { forgetKey, type Going, linkOf } from './going.ts';
import { words } from './words.ts';

/** The mailbox is there; or the request was refused or withdrawn. */
export function Ended({ request, going }: { request: Activation; going: Going }) {
  const say = useTexts(words);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    forgetKey(going.id);
    // Who came back from a digital identity has an address without the key: with it a reload shows this page again.
    const { pathname, hash } = new URL(linkOf(going, location.origin));
    history.replaceState(history.state, '', pathname + hash);
    heading.current?.focus();
  }, [going]);
  if (request.state !== 'active')
    return (
      <div className="stack">
        <h1 ref={heading} tabIndex={-1}>
          {say(`ended.${request.state === 'refused' ? 'refused' : 'withdrawn'}`)}
        </h1>
        {request.reason !== undefined && <Notice title={say('ended.reason')}>{request.reason}</Notice>}
        <p>
          <a href="/attivazione/">{say('ended.again')}</a>
        </p>
      </div>
    );
  return (
    <div className="done stack">
      <Icon name="check-circle" size="xl" />
      <h1 ref={heading} tabIndex={-1}>
        {say('ended.active')}
      </h1>
      <p className="done-address break">{request.address}</p>
      <p>{say('ended.next')}</p>
      <p>
        <a className={buttonClass({ look: 'primary' })} href="/accesso">
          {say('ended.enter')}
        </a>
      </p>
    </div>
  );
}
