import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef } from 'react';
import type { Chain, MessageView, Trust } from '#contract';
import { ErrorState, plain, Skeleton, usePageTitle, useTexts } from '#kit';
import { Attachments } from './attachments.tsx';
import { Cautions } from './cautions.tsx';
import { boxesQuery, messageQuery, type Rows } from './mail-queries.ts';
import { MessageActs } from './message-acts.tsx';
import { MessageBody } from './message-body.tsx';
import { MessageHead } from './message-head.tsx';
import { MessagePlace, useMessagePlace } from './message-place.ts';
import { attachmentsOf, picturesByCid } from './part-look.ts';
import { ReceiptCard } from './receipt-card.tsx';
import { ThreadStrip } from './thread-strip.tsx';
import { Timeline } from './timeline.tsx';
import { TrustBar } from './trust-bar.tsx';
import { webmailTexts } from './webmail-texts.ts';
import './reading.scss';

const ChargeBeside = lazy(() => import('./team-charge.tsx').then((part) => ({ default: part.ChargeBeside })));

/** The open message: what it is worth, who wrote it, what it says. */
export function MessagePane() {
  const { mailbox, folder: inPath, uid: number } = useParams({ from: '/inside/posta/$mailbox/$folder/$uid' });
  const { of } = useSearch({ from: '/inside/posta/$mailbox/$folder' });
  const spot = { folder: of ?? inPath, uid: Number(number) };
  const say = useTexts(webmailTexts);
  const view = useQuery(messageQuery(mailbox, spot));
  const { data: boxes } = useQuery(boxesQuery);
  const box = boxes?.find(({ id }) => id === mailbox);
  const subject = view.data?.message.subject;
  usePageTitle(subject === '' ? say('list.noSubject') : subject, box?.address);
  useSeen(mailbox, view.data);
  const pane = useRef<HTMLElement>(null);
  const key = `${mailbox} ${spot.folder} ${spot.uid}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another message begins at its top
  useEffect(() => {
    pane.current?.scrollTo(0, 0);
  }, [key]);
  return (
    <MessagePlace value={{ mailbox, ...spot }}>
      <section className="reading" ref={pane} aria-label={say('message.title')}>
        <MessageActs view={view.data} box={box} />
        {view.isPending && (
          <div className="reading-inner">
            <h1 className="visually-hidden">{say('message.title')}</h1>
            <Skeleton lines={9} />
          </div>
        )}
        {view.isError && view.data === undefined && (
          <ErrorState isPage fault={view.error} onRetry={() => void view.refetch()} />
        )}
        {view.data !== undefined && <Message key={key} view={view.data} />}
      </section>
    </MessagePlace>
  );
}

function Message({ view }: { readonly view: MessageView }) {
  const say = useTexts(webmailTexts);
  const { mailbox } = useMessagePlace();
  const { message, trust, row, chain } = view;
  const pictures = picturesByCid(message.attachments);
  const html = message.html ?? '';
  const drawn = new Set([...pictures.keys()].filter((cid) => html.includes(cid)));
  const files = attachmentsOf(message.attachments, drawn);
  const isReceipt = row.kind === 'receipt';
  return (
    <article className="reading-inner" aria-labelledby="subject">
      <h1 id="subject" className="subject" tabIndex={-1}>
        {isReceipt && row.receipt !== undefined
          ? say(`receipts.${row.receipt}`)
          : message.subject === ''
            ? say('list.noSubject')
            : plain(message.subject)}
      </h1>
      {isReceipt ? (
        <ReceiptCard view={view} />
      ) : chain !== undefined ? (
        <Timeline chain={chain} />
      ) : (
        <TrustBar trust={trust} certification={view.certification} from={message.from[0]} />
      )}
      <Cautions cautions={message.cautions} />
      {!isReceipt && <MessageHead view={view} />}
      {files.length > 0 && <Attachments parts={files} />}
      <MessageBody message={message} pictures={pictures} isReceipt={isReceipt} row={row} />
      {chain !== undefined && !isReceipt && (
        <TrustBar
          trust={{ ...acceptedIn(chain), ...trust }}
          certification={view.certification}
          from={message.from[0]}
        />
      )}
      {row.thread !== undefined && <ThreadStrip thread={row.thread} />}
      {row.thread !== undefined && (
        <Suspense fallback={null}>
          <ChargeBeside mailbox={mailbox} thread={row.thread} />
        </Suspense>
      )}
    </article>
  );
}

/** Of a sent message the certified instant is that of its acceptance. */
function acceptedIn({ steps }: Chain): Partial<Trust> {
  const accepted = steps.find(({ kind }) => kind === 'accepted');
  return accepted === undefined
    ? {}
    : { certifiedAt: accepted.at, ...(accepted.by !== undefined && { provider: accepted.by }) };
}

/** Reading marks as read on the server; the list shows it at once. */
function useSeen(mailbox: string, view: MessageView | undefined): void {
  const queries = useQueryClient();
  const folder = view?.row.folder;
  const uid = view?.row.uid;
  useEffect(() => {
    if (folder === undefined) return;
    queries.setQueriesData<Rows>({ queryKey: ['rows', mailbox] }, (page) => {
      if (page?.rows === undefined) return page;
      const isHere = (row: Rows['rows'][number]) => row.uid === uid && row.folder === folder && !row.isSeen;
      if (!page.rows.some(isHere)) return page;
      return { ...page, rows: page.rows.map((row) => (isHere(row) ? { ...row, isSeen: true } : row)) };
    });
  }, [queries, mailbox, folder, uid]);
}
