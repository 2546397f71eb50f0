import { type ReactNode, useCallback, useMemo, useState } from 'react';
import type { MessageView, PartView } from '#contract';
import { Button, Notice, useTexts } from '#kit';
import { HtmlFrame } from './html-frame.tsx';
import { LinkDialog } from './link-dialog.tsx';
import { PlainText } from './plain-text.tsx';
import { isTooMuch } from './size-of-html.ts';
import { StateBadge } from './state-badge.tsx';
import { webmailTexts } from './webmail-texts.ts';

const UNCERTIFIED: ReadonlySet<MessageView['row']['kind']> = new Set(['anomaly', 'ordinary', 'unverified']);

interface Props {
  readonly message: MessageView['message'];
  readonly pictures: ReadonlyMap<string, PartView>;
  readonly isReceipt?: boolean;
  /** Of the message it stands in: what is not certified says so here too, where its looks begin. */
  readonly row?: MessageView['row'];
}

/** What the sender wrote, below words that say so: nothing in it can be taken for ours. */
export function MessageBody({ message, pictures, isReceipt = false, row }: Props) {
  const say = useTexts(webmailTexts);
  const [asText, setAsText] = useState(false);
  const [remote, setRemote] = useState(0);
  const [link, setLink] = useState<{ href: string; text: string }>();
  const onLink = useCallback((href: string, text: string) => setLink({ href, text }), []);
  const { html, text } = message;
  const isTooLarge = useMemo(() => html !== undefined && isTooMuch(html), [html]);
  const hasLooks = html !== undefined && html !== '' && !isTooLarge;
  const shown = useMemo((): ReactNode => {
    if (hasLooks && !asText) return <HtmlFrame html={html} pictures={pictures} onLink={onLink} onRemote={setRemote} />;
    return <PlainText text={text} onLink={onLink} />;
  }, [hasLooks, asText, html, text, pictures, onLink]);
  return (
    <section className="body" aria-labelledby="body-head">
      <div className="body-head">
        <h2 id="body-head">{isReceipt ? say('receipt.original') : say('message.bodyHead')}</h2>
        {row !== undefined && UNCERTIFIED.has(row.kind) && <StateBadge row={row} />}
        {hasLooks && (
          <Button look="quiet" size="sm" className="no-print" onClick={() => setAsText(!asText)}>
            {asText ? say('message.asHtml') : say('message.asText')}
          </Button>
        )}
      </div>
      <div className="body-room">
        {remote > 0 && !asText && <Notice tone="plain">{say('message.remote', { count: remote })}</Notice>}
        {isTooLarge && <Notice tone="plain">{say('message.tooMuch')}</Notice>}
        {!hasLooks && text.trim() === '' ? <p className="body-empty quiet">{say('message.empty')}</p> : shown}
        {message.isCut && <Notice tone="plain">{say('message.cut')}</Notice>}
      </div>
      {link !== undefined && <LinkDialog href={link.href} text={link.text} onClose={() => setLink(undefined)} />}
    </section>
  );
}
