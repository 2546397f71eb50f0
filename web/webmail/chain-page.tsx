import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { buttonClass, ErrorState, Icon, plain, Skeleton, usePageTitle, useTexts } from '#kit';
import { chainQuery } from './mail-queries.ts';
import { Timeline } from './timeline.tsx';
import { webmailTexts } from './webmail-texts.ts';
import './reading.scss';

/** The delivery of a sent message by itself: also when its copy is no more in the box. */
export function ChainPage() {
  const { mailbox, identificativo } = useParams({ from: '/inside/posta/$mailbox/prova/$identificativo' });
  const say = useTexts(webmailTexts);
  const chain = useQuery(chainQuery(mailbox, identificativo));
  usePageTitle(say('chain.title'), chain.data?.subject);
  const copy = chain.data?.sentCopy;
  return (
    <main className="reading reading-alone" id="messages">
      <div className="reading-inner">
        {chain.isPending && (
          <>
            <h1 className="visually-hidden">{say('chain.title')}</h1>
            <Skeleton lines={9} />
          </>
        )}
        {chain.isError && chain.data === undefined && (
          <ErrorState isPage fault={chain.error} onRetry={() => void chain.refetch()} />
        )}
        {chain.data !== undefined && (
          <>
            <div>
              <p className="quiet">{say('chain.title')}</p>
              <h1 className="subject">
                {chain.data.subject === '' ? say('list.noSubject') : plain(chain.data.subject)}
              </h1>
            </div>
            <Timeline chain={chain.data} />
            {copy?.kind === 'in-box' && (
              <div className="row no-print">
                <Link
                  to="/posta/$mailbox/$folder/$uid"
                  params={{ mailbox, folder: copy.folder, uid: String(copy.uid) }}
                  className={buttonClass()}
                >
                  <Icon name="mail" size="sm" />
                  {say('chain.actions.openSent')}
                </Link>
              </div>
            )}
          </>
        )}
      </div>
    </main>
  );
}
