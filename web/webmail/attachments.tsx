import { lazy, Suspense, useState } from 'react';
import type { PartView } from '#contract';
import { Badge, formatBytes, formatList, Icon, type IconName, plain, useLanguage, useTexts } from '#kit';
import { useMessagePlace } from './message-place.ts';
import { isShown } from './part-look.ts';
import { partUrl } from './part-url.ts';
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
  nothing: 'file',
};

/** What hangs on the message: opened here where it can be, downloaded always. */
export function Attachments({ parts }: { readonly parts: readonly PartView[] }) {
  const say = useTexts(webmailTexts);
  const [opened, open] = useState<PartView>();
  return (
    <>
      <section className="files" aria-labelledby="files">
        <h2 id="files">
          <Icon name="clip" size="sm" />
          {say('files.title', { count: parts.length })}
        </h2>
        <Parts parts={parts} onOpen={open} />
      </section>
      {opened !== undefined && (
        <Suspense>
          <Preview part={opened} onClose={() => open(undefined)} />
        </Suspense>
      )}
    </>
  );
}

/** Parts one below the other, and what is inside of them. */
export function Parts({
  parts,
  onOpen,
}: {
  readonly parts: readonly PartView[];
  readonly onOpen: (part: PartView) => void;
}) {
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

function File({ part, onOpen }: { readonly part: PartView; readonly onOpen: (part: PartView) => void }) {
  const say = useTexts(webmailTexts);
  const language = useLanguage();
  const place = useMessagePlace();
  const name = plain(part.name);
  const { signature, inside } = part;
  // Of a signed file people want what was signed.
  const [only, ...others] = part.shows === 'signed' ? (inside ?? []) : [part];
  const opens =
    only !== undefined && others.length === 0 && only.shows !== 'archive' && isShown(only) ? only : undefined;
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
          <button type="button" className="file-open" onClick={() => onOpen(opens)}>
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
      {signature !== undefined && (
        <p className="file-signature">
          <Badge tone={signature.ok ? 'good' : 'bad'} icon={signature.ok ? 'check-circle' : 'warning-circle'}>
            {signature.ok ? say('files.signedOk') : say('files.signedBad')}
          </Badge>
          {signature.signers.length > 0 && (
            <span>{say('files.signers', { names: formatList(signature.signers.map(plain), language) })}</span>
          )}
          {signature.ok && <span className="quiet">{say(`files.authority.${signature.authority}`)}</span>}
          {signature.detail !== '' && <span className="quiet">{plain(signature.detail)}</span>}
        </p>
      )}
      {inside !== undefined && inside.length > 0 && (opens === undefined || opens === part) && (
        <details className="file-inside">
          <summary>{say('files.inside', { name })}</summary>
          <Parts parts={inside} onOpen={onOpen} />
        </details>
      )}
    </div>
  );
}
