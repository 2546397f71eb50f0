import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Me } from '#contract';
import {
  api,
  asFault,
  askPasskey,
  Button,
  buttonClass,
  faultWords,
  Icon,
  kitTexts,
  knowsPasskeys,
  Notice,
  safeReturn,
  urlOf,
  useTexts,
} from '#kit';
import { secureTexts } from './secure-texts.ts';

const MOST_PLACE = 2_000;

/** Other ways in: a passkey alone, a digital identity. */
export function OtherWays({ onIn }: { readonly onIn: (me: Me) => Promise<void> }) {
  const say = useTexts(secureTexts);
  const sayKit = useTexts(kitTexts);
  const [error, setError] = useState<string>();
  const { per } = useSearch({ from: '/accesso' });
  const to = safeReturn(per);
  // Too long for the way there and back: he comes to the first page.
  const goingTo = to === '/' || to.length > MOST_PLACE ? {} : { to };
  const { data: providers = [] } = useQuery({
    queryKey: ['identity-providers'],
    queryFn: () => api('GET /session/identity-providers'),
    retry: false,
  });
  const enter = async () => {
    setError(undefined);
    try {
      const { challenge, passkey } = await api('POST /session/passkey/begin');
      const credential = await askPasskey(passkey);
      if (credential === undefined) return;
      const factor = { kind: 'passkey' as const, credential };
      const answer = await api('POST /session/second-factor', {}, { body: { challenge, factor } });
      if (answer.state === 'in') await onIn(answer.me as Me);
    } catch (thrown) {
      const fault = asFault(thrown);
      setError(fault.kind === 'network' ? say('enter.passkeyFailed') : faultWords(fault, sayKit));
    }
  };
  if (!knowsPasskeys() && providers.length === 0) return null;
  return (
    <div className="stack sign-in-ways">
      <p className="sign-in-or">
        <span>{say('enter.or')}</span>
      </p>
      {error !== undefined && <Notice tone="bad">{error}</Notice>}
      {knowsPasskeys() && (
        <Button icon="key" isWide onClick={() => void enter()}>
          {say('enter.passkey')}
        </Button>
      )}
      {providers.map(({ id, name }) => (
        <a
          key={id}
          className={buttonClass({ isWide: true })}
          href={urlOf('GET /session/identity/{provider}', { provider: id }, goingTo)}
        >
          <Icon name="user" size="sm" />
          {say('enter.identity', { name })}
        </a>
      ))}
    </div>
  );
}

/** A passkey as the second factor, where one has been registered. */
export function PasskeyFactor({
  challenge,
  options,
  onIn,
}: {
  readonly challenge: string;
  readonly options: unknown;
  readonly onIn: (me: Me) => Promise<void>;
}) {
  const say = useTexts(secureTexts);
  const sayKit = useTexts(kitTexts);
  const [error, setError] = useState<string>();
  const prove = async () => {
    setError(undefined);
    try {
      const credential = await askPasskey(options);
      if (credential === undefined) return;
      const factor = { kind: 'passkey' as const, credential };
      const answer = await api('POST /session/second-factor', {}, { body: { challenge, factor } });
      if (answer.state === 'in') await onIn(answer.me as Me);
    } catch (thrown) {
      const fault = asFault(thrown);
      setError(fault.kind === 'network' ? say('enter.passkeyFailed') : faultWords(fault, sayKit));
    }
  };
  return (
    <>
      {error !== undefined && <Notice tone="bad">{error}</Notice>}
      <Button icon="key" isWide onClick={() => void prove()}>
        {say('enter.methodPasskey')}
      </Button>
    </>
  );
}
