import { lazy, Suspense, useState } from 'react';
import type { PartView } from '#contract';
import { formatBytes, Icon, type IconName, plain, useLanguage, useTexts } from '#kit';
import { useMessagePlace } from './message-place.ts';
import { isShown, unsigned } from './part-look.ts';
import { partUrl } from './part-url.ts';
import { SignatureWords } from './signature-words.tsx';
import { webmailTexts } from './webmail-texts.ts';

const Preview = lazy(() => import('./preview.tsx').then(({ Preview }) => ({ default: Preview })));

const ICONS: Readonly<Record<PartView['shows'], IconName>> = {
  text: 'file-txt',
  image: 'file-image',
  pdf: 'file-pdf',
  message: 'mail',
  invoice: 'card',
  signed: 'file-signed',
  archive: 'file-compressed',
  daticert: 'seal',
  calendar: 'calendar',
  contacts: 'user',
  nothing: 'file',
};

/** What hangs on the message: opened here where it can be, downloaded always. */
export function Attachments({ parts }: { readonly parts: readonly PartView[] }) {
  const say = useTexts(webmailTexts);
  const [opened, open] = useState<Opened>();
  return (
    <>
      <section className="files" aria-labelledby="files">
        <h2 id="files">
          <Icon name="clip" size="sm" />
          {say('files.title', { count: parts.length })}
        </h2>
        <Parts parts={parts} onOpen={(part, signatures) => open({ part, signatures })} />
      </section>
      {opened !== undefined && (
        <Suspense>
          <Preview {...opened} onClose={() => open(undefined)} />
        </Suspense>
      )}
    </>
  );
}

interface Opened {
  readonly part: PartView;
  /** Of what it was taken out of, the outermost first. */
  readonly signatures: readonly Signature[];
}
type Signature = NonNullable<PartView['signature']>;
type Open = (part: PartView, signatures: readonly Signature[]) => void;

/** Parts one below the other, and what is inside of them. */
export function Parts({ parts, onOpen }: { readonly parts: readonly PartView[]; readonly onOpen: Open }) {
  return (
    <ul className="plain file-list">
      {parts.map((part) => (
        <li key={part.part}>
          <File part={part} onOpen={onOpen} />
        </li>
      ))}
    </ul>
  );
}

function File({ part, onOpen }: { readonly part: PartView; readonly onOpen: Open }) {
  const say = useTexts(webmailTexts);
  const language = useLanguage();
  const place = useMessagePlace();
  const name = plain(part.name);
  // Of a signed file people want what was signed.
  const { document, signatures } = unsigned(part);
  const opens = document !== undefined && document.shows !== 'archive' && isShown(document) ? document : undefined;
  const inside = document?.inside;
  const words = (
    <>
      <span className="file-name">{name}</span>
      <span className="file-size">{formatBytes(part.size, language)}</span>
    </>
  );
  return (
    <div className="file">
      <div className="file-line">
        <Icon name={ICONS[part.shows]} size="md" />
        {opens !== undefined ? (
          <button type="button" className="file-open" onClick={() => onOpen(opens, signatures)}>
            {words}
          </button>
        ) : (
          <span className="file-open file-closed">{words}</span>
        )}
        <a
          className="icon-button no-print"
          href={partUrl(place, part.part, true)}
          download={name}
          aria-label={say('files.download', { name })}
          title={say('files.downloadShort')}
        >
          <Icon name="download" size="sm" />
        </a>
      </div>
      <SignatureWords signatures={signatures} />
      {part.shows === 'signed' && signatures.length === 0 && <p className="quiet small">{say('files.unjudged')}</p>}
      {document?.shows === 'archive' && inside === undefined && <p className="quiet small">{say('files.closed')}</p>}
      {inside !== undefined && inside.length > 0 && (
        <details className="file-inside">
          <summary>{say('files.inside', { name })}</summary>
          <Parts parts={inside} onOpen={onOpen} />
        </details>
      )}
    </div>
  );
}
