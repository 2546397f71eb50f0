import { spoken, useTexts } from '#kit';
import { secureTexts } from './secure-texts.ts';

/** Who has no mailbox yet, and who cannot get in: what there is to do, without anybody being told who exists. */
export function SignInHelp({ isCode }: { readonly isCode: boolean }) {
  const say = useTexts(secureTexts);
  const troubles = isCode ? (['phone', 'codes'] as const) : (['password', 'phone', 'thief'] as const);
  return (
    <div className="sign-in-help">
      <details>
        <summary>{isCode ? say('help.codeTitle') : say('help.title')}</summary>
        <dl>
          {troubles.map((trouble) => (
            <div key={trouble}>
              <dt>{say(`help.${trouble}`)}</dt>
              <dd>{say(`help.${trouble}Do`)}</dd>
            </div>
          ))}
        </dl>
        <p>
          <a href={`/${spoken()}/gestore`}>{say('help.provider')}</a>
        </p>
      </details>
      {!isCode && (
        <p>
          {say('help.none')} <a href="/attivazione/">{say('help.activate')}</a>
        </p>
      )}
    </div>
  );
}
