import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import type { PartView } from '#contract';
import { api, buttonClass, Dialog, EmptyState, ErrorState, Icon, octets, plain, Skeleton, useTexts } from '#kit';
import { Attachments } from './attachments.tsx';
import { CalendarView } from './calendar-view.tsx';
import { ContactCards } from './contact-cards.tsx';
import { FactRows, Invoice } from './invoice.tsx';
import { MessageBody } from './message-body.tsx';
import { MessageHead } from './message-head.tsx';
import { useMessagePlace } from './message-place.ts';
import { attachmentsOf, picturesByCid, pictureType } from './part-look.ts';
import { partUrl } from './part-url.ts';
import { SignatureWords } from './signature-words.tsx';
import { webmailTexts } from './webmail-texts.ts';

const PdfView = lazy(() => import('./pdf-view.tsx').then(({ PdfView }) => ({ default: PdfView })));

/** A part of a message, looked at in the page. */
export function Preview({
  part,
  signatures,
  onClose,
}: {
  readonly part: PartView;
  /** Of the document it was taken out of. */
  readonly signatures: readonly NonNullable<PartView['signature']>[];
  readonly onClose: () => void;
}) {
  const say = useTexts(webmailTexts);
  const place = useMessagePlace();
  const name = plain(part.name);
  return (
    <Dialog
      title={name}
      size="full"
      onClose={onClose}
      actions={
        <a className={buttonClass()} href={partUrl(place, part.part, true)} download={name}>
          <Icon name="download" size="sm" />
          {say('files.downloadShort')}
        </a>
      }
    >
      <SignatureWords signatures={signatures} />
      <Suspense fallback={<Skeleton lines={6} />}>
        <Shown part={part} />
      </Suspense>
    </Dialog>
  );
}

function Shown({ part }: { readonly part: PartView }) {
  const say = useTexts(webmailTexts);
  switch (part.shows) {
    case 'message':
    case 'invoice':
    case 'daticert':
    case 'calendar':
    case 'contacts':
      return <Viewed part={part} />;
    case 'image':
    case 'pdf':
    case 'text':
      return <Fetched part={part} />;
    default:
      return <EmptyState icon="file" title={say('files.noPreview')} />;
  }
}

/** What the server reads for us: an enclosed message, an invoice, certification data, a calendar, contacts. */
function Viewed({ part: { part } }: { readonly part: PartView }) {
  const say = useTexts(webmailTexts);
  const { mailbox, folder, uid } = useMessagePlace();
  const view = useQuery({
    queryKey: ['part', mailbox, folder, uid, part],
    queryFn: ({ signal }) =>
      api(
        'GET /mailboxes/{mailbox}/folders/{folder}/messages/{uid}/parts/{part}/view',
        { mailbox, folder, uid, part },
        { signal },
      ),
  });
  if (view.isPending) return <Skeleton lines={8} />;
  if (view.isError) return <ErrorState fault={view.error} onRetry={() => void view.refetch()} />;
  const { data } = view;
  if (data.kind === 'invoice') return <Invoice invoice={data} />;
  if (data.kind === 'daticert') return <FactRows rows={data.rows} />;
  if (data.kind === 'calendar') return <CalendarView calendar={data} />;
  if (data.kind === 'contacts') return <ContactCards contacts={data} />;
  const message = data.message as Parameters<typeof MessageBody>[0]['message'];
  const pictures = picturesByCid(message.attachments);
  const files = attachmentsOf(
    message.attachments,
    new Set([...pictures.keys()].filter((cid) => message.html?.includes(cid))),
  );
  return (
    <div className="stack">
      <p className="quiet">{say('files.enclosed')}</p>
      <h3>{message.subject === '' ? say('list.noSubject') : plain(message.subject)}</h3>
      <MessageHead view={{ message, row: { at: message.date ?? '' } } as Parameters<typeof MessageHead>[0]['view']} />
      {files.length > 0 && <Attachments parts={files} />}
      <MessageBody message={message} pictures={pictures} />
    </div>
  );
}

const TEXT_SHOWN_BYTES = 1_000_000;

/** Octets, shown under a type of ours; what the message calls them decides nothing. */
function Fetched({ part }: { readonly part: PartView }) {
  const say = useTexts(webmailTexts);
  const { mailbox, folder, uid } = useMessagePlace();
  const { part: path } = part;
  const file = useQuery({
    queryKey: ['octets', mailbox, folder, uid, path],
    queryFn: ({ signal }) =>
      octets(
        'GET /mailboxes/{mailbox}/folders/{folder}/messages/{uid}/parts/{part}',
        { mailbox, folder, uid, part: path },
        { signal },
      ),
    gcTime: 0,
  });
  if (file.isPending) return <Skeleton lines={6} />;
  if (file.isError) return <ErrorState fault={file.error} onRetry={() => void file.refetch()} />;
  if (part.shows === 'image')
    return <Picture blob={file.data} type={pictureType(part.type) ?? 'image/png'} name={part.name} />;
  if (part.shows === 'pdf') return <PdfView blob={file.data} name={plain(part.name)} />;
  return <TextView blob={file.data} cut={say('files.tooLong')} />;
}

function Picture({ blob, type, name }: { readonly blob: Blob; readonly type: string; readonly name: string }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([blob], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob, type]);
  return url === undefined ? null : <img className="picture" src={url} alt={plain(name)} />;
}

function TextView({ blob, cut }: { readonly blob: Blob; readonly cut: string }) {
  const [text, setText] = useState('');
  useEffect(() => {
    void blob.slice(0, TEXT_SHOWN_BYTES).text().then(setText);
  }, [blob]);
  return (
    <div className="stack">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by keyboard */}
      <pre className="text-view" tabIndex={0}>
        {text.replaceAll(/[\p{Cf}\p{Co}]/gu, '\u{fffd}')}
      </pre>
      {blob.size > TEXT_SHOWN_BYTES && <p className="quiet">{cut}</p>}
    </div>
  );
}
