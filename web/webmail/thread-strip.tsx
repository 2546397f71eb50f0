import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { formatShort, plain, serverNow, useLanguage, useTexts } from '#kit';
import { threadQuery } from './mail-queries.ts';
import { useMessagePlace } from './message-place.ts';
import { shortName } from './row-words.ts';
import { StateBadge } from './state-badge.tsx';
import { webmailTexts } from './webmail-texts.ts';

/** What belongs together with the open message, oldest first; receipts are in the delivery and not here. */
export function ThreadStrip({ thread }: { readonly thread: string }) {
  const say = useTexts(webmailTexts);
  const language = useLanguage();
  const { mailbox, folder, uid } = useMessagePlace();
  const { data = [] } = useQuery(threadQuery(mailbox, thread));
  const rows = data.filter(({ kind }) => kind !== 'receipt');
  if (rows.length < 2) return null;
  return (
    <section className="thread no-print" aria-labelledby="thread">
      <h2 id="thread">{say('message.thread')}</h2>
      <ol className="plain thread-list">
        {rows.map((row) => {
          const isHere = row.folder === folder && row.uid === uid;
          return (
            <li key={`${row.folder} ${row.uid}`}>
              <Link
                to="/posta/$mailbox/$folder/$uid"
                params={{ mailbox, folder: row.folder, uid: String(row.uid) }}
                className={`thread-row${isHere ? ' thread-here' : ''}`}
                aria-current={isHere ? 'true' : undefined}
              >
                <span className="thread-who">{plain(shortName(row.from))}</span>
                <StateBadge row={row} />
                {isHere && <span className="quiet small">{say('message.threadHere')}</span>}
                <time className="thread-when" dateTime={row.at}>
                  {formatShort(row.at, language, serverNow())}
                </time>
              </Link>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
