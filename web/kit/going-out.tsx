import { useEffect, useState } from 'react';
import { api } from './api.ts';
import { buttonClass } from './button.tsx';
import { kitTexts } from './kit-texts.ts';
import { Notice } from './states.tsx';
import { useTexts } from './texts.ts';

interface WayOut {
  readonly name: string;
  readonly location?: string | undefined;
  readonly answers: boolean;
}

/** He is out here, and goes on to sign out at his provider of identities: by himself where nobody answers there. */
export function GoingOut() {
  const say = useTexts(kitTexts);
  const [way, setWay] = useState<WayOut | 'none'>();
  useEffect(() => {
    let isHere = true;
    api('POST /session/identity-leaving').then(
      (found) => {
        if (!isHere) return;
        if (found.answers && found.location !== undefined) location.replace(found.location);
        else setWay(found);
      },
      () => isHere && setWay('none'),
    );
    return () => {
      isHere = false;
    };
  }, []);
  if (way === undefined) return <Notice tone="wait">{say('left.altrove')}</Notice>;
  if (way === 'none' || way.answers) return <Notice tone="wait">{say('left.qui')}</Notice>;
  return (
    <Notice tone="wait">
      <p>{say('left.muto', { name: way.name })}</p>
      {way.location !== undefined && (
        <a className={buttonClass({ size: 'sm' })} href={way.location}>
          {say('left.there', { name: way.name })}
        </a>
      )}
    </Notice>
  );
}
