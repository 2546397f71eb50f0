import type { MessageView } from '#contract';
import { Notice, plain, useTexts } from '#kit';
import { webmailTexts } from './webmail-texts.ts';

const KNOWN = [
  'name-is-other-address',
  'poses-as-certified',
  'reply-elsewhere',
  'mixed-alphabets',
  'look-alike-domain',
  'unusual-domain',
  'hidden-characters',
  'other-than-certified',
  'risky-attachment',
  'broken-signature',
  'more-attachments',
] as const;

/** Reasons for care, above the words of the message. */
export function Cautions({ cautions }: { readonly cautions: MessageView['message']['cautions'] }) {
  const say = useTexts(webmailTexts);
  if (cautions.length === 0) return null;
  return (
    <Notice tone="wait" title={say('message.cautions')}>
      <ul className="plain">
        {cautions.map(({ code, detail }) => {
          const known = KNOWN.find((one) => one === code);
          return (
            <li key={code + detail}>
              {say(`cautions.${known ?? 'other'}`)}{' '}
              {detail !== '' && <span className="break quiet">{plain(detail)}</span>}
            </li>
          );
        })}
      </ul>
    </Notice>
  );
}
