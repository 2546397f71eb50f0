import type { PartView } from '#contract';
import { Badge, formatList, type IconName, plain, useLanguage, useTexts } from '#kit';
import { type SignatureWord, signatureWord } from './part-look.ts';
import { webmailTexts } from './webmail-texts.ts';

type Signature = NonNullable<PartView['signature']>;
const LOOKS: Readonly<Record<SignatureWord, { readonly tone: 'good' | 'wait' | 'bad'; readonly icon: IconName }>> = {
  valid: { tone: 'good', icon: 'check-circle' },
  unaltered: { tone: 'wait', icon: 'help-circle' },
  altered: { tone: 'bad', icon: 'warning-circle' },
  unreadable: { tone: 'wait', icon: 'warning-circle' },
  'content-missing': { tone: 'wait', icon: 'warning-circle' },
};

/** What the signatures of a document are worth, the outermost first: beside the file, and above it where it is looked at. */
export function SignatureWords({ signatures }: { readonly signatures: readonly Signature[] }) {
  const say = useTexts(webmailTexts);
  const [first] = signatures;
  if (first === undefined) return null;
  if (signatures.length === 1) return <OneSignature signature={first} />;
  return (
    <ol className="plain" aria-label={say('files.signedAgain', { count: signatures.length })}>
      {signatures.map((signature, layer) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: layers have their place alone
        <li key={layer}>
          <OneSignature signature={signature} />
        </li>
      ))}
    </ol>
  );
}

function OneSignature({ signature }: { readonly signature: Signature }) {
  const say = useTexts(webmailTexts);
  const language = useLanguage();
  const word = signatureWord(signature);
  const names = formatList(signature.signers.filter((one) => one.trim() !== '').map(plain), language);
  return (
    <p className="file-signature">
      <Badge {...LOOKS[word]}>{say(`files.signature.${word}`)}</Badge>
      {names !== '' && <span>{say(word === 'valid' ? 'files.signers' : 'files.claimed', { names })}</span>}
      {signature.ok && <span className="quiet">{say(`files.authority.${signature.authority}`)}</span>}
    </p>
  );
}
