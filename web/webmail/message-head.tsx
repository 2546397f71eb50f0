import { useState } from 'react';
import type { MessageView } from '#contract';
import { Address, formatMinute, plain, useLanguage, useTexts } from '#kit';
import { webmailTexts } from './webmail-texts.ts';

type Person = MessageView['message']['from'][number];
const SHOWN = 4;

/** Who wrote to whom, and when: the inner message's words. */
export function MessageHead({ view: { message, row } }: { readonly view: MessageView }) {
  const say = useTexts(webmailTexts);
  const language = useLanguage();
  const written = message.date ?? row.at;
  const isElsewhere =
    message.replyTo.length > 0 &&
    message.replyTo.some(({ address }) => !message.from.some((one) => one.address === address));
  return (
    <dl className="message-head">
      <People name={say('message.from')} people={message.from} isSender />
      <People name={say('message.to')} people={message.to} />
      {message.cc.length > 0 && <People name={say('message.cc')} people={message.cc} />}
      {isElsewhere && <People name={say('message.replyTo')} people={message.replyTo} />}
      <div className="message-date">
        <dt>{message.date === undefined ? say('message.arrived') : say('message.written')}</dt>
        <dd>
          <time dateTime={written}>{formatMinute(written, language)}</time>
        </dd>
      </div>
    </dl>
  );
}

function People({
  name,
  people,
  isSender = false,
}: {
  readonly name: string;
  readonly people: readonly Person[];
  readonly isSender?: boolean;
}) {
  const say = useTexts(webmailTexts);
  const [isOpen, open] = useState(false);
  const shown = isOpen ? people : people.slice(0, SHOWN);
  const more = people.length - shown.length;
  return (
    <div className={isSender ? 'message-from' : undefined}>
      <dt>{name}</dt>
      <dd>
        <ul className="plain people">
          {shown.map((person, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an address may stand twice
            <li key={`${person.address} ${at}`}>
              {person.name.trim() !== '' && <span className="person-name">{plain(person.name)}</span>}{' '}
              <span className="person-address">
                <Address address={person.address} />
              </span>
            </li>
          ))}
          {more > 0 && (
            <li>
              <button type="button" className="link-button" onClick={() => open(true)}>
                {say('message.showAll', { count: more })}
              </button>
            </li>
          )}
        </ul>
      </dd>
    </div>
  );
}
