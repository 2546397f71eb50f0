import { useEffect, useRef, useState } from 'react';
import type { PartView } from '#contract';
import { useTexts } from '#kit';
import { allowedSheet, applyLooks, type CleanHtml, cleanHtml } from './clean-html.ts';
import { useMessagePlace } from './message-place.ts';
import { pictureType } from './part-look.ts';
import { partUrl } from './part-url.ts';
import { webmailTexts } from './webmail-texts.ts';

/** Nothing may run (no `allow-scripts`), be sent, opened or led away to; same origin, so that the page outside can put the content in and hear of clicks. */
const SANDBOX = 'allow-same-origin';
const EMPTY = `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src blob: data:"><meta http-equiv="x-dns-prefetch-control" content="off"><meta name="referrer" content="no-referrer"><title></title></head><body></body></html>`;

const BASE = `
  html { overflow-x: auto; }
  body { margin: 0; padding: 1rem 1.25rem; font: 16px/1.5 'Titillium Web', Geneva, Tahoma, sans-serif; color: #1c2733; background: #fff; overflow-wrap: break-word; }
  img { max-width: 100%; height: auto; }
  img:not([src]) { display: inline-block; min-width: 1.5em; min-height: 1.5em; padding: 2px 6px; border: 1px dashed #768594; color: #4a5b6c; font-size: 14px; }
  a { color: #0066cc; }
  a:focus-visible { outline: 3px solid #003366; outline-offset: 2px; }
  pre { white-space: pre-wrap; }
  table { max-width: 100%; }
  blockquote { margin: 0.5em 0; padding-left: 1em; border-left: 3px solid #c5ccd3; }
`;
const PRINT = '@media print { body { padding: 0; } }';

interface Props {
  readonly html: string;
  readonly pictures: ReadonlyMap<string, PartView>;
  readonly onLink: (href: string, text: string) => void;
  readonly onRemote: (count: number) => void;
}

/** Foreign HTML in a room of its own: it cannot leave its place, and whatever it paints stands below the words "what the sender wrote". */
export function HtmlFrame({ html, pictures, onLink, onRemote }: Props) {
  const say = useTexts(webmailTexts);
  const place = useMessagePlace();
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(120);
  const [isOpen, open] = useState(false);
  const latest = useRef({ onLink, onRemote });
  useEffect(() => {
    latest.current = { onLink, onRemote };
  });
  const { mailbox, folder, uid } = place;
  useEffect(() => {
    const element = frame.current;
    const view = element?.contentWindow as (Window & typeof globalThis) | null | undefined;
    const document = element?.contentDocument;
    // Before it has come the frame holds another document, that goes with what is put in.
    if (!isOpen || !view || !document?.body) return;
    const clean = cleanHtml(html);
    latest.current.onRemote(clean.remote.length);
    const blobs = fill(document, view, clean, say('message.remoteImage'));
    const end = new AbortController();
    for (const { image, cid } of clean.pictures) {
      const part = pictures.get(cid);
      if (part !== undefined)
        void showPicture(image, partUrl({ mailbox, folder, uid }, part.part), part, blobs, end.signal);
    }
    const measure = () => setHeight(Math.ceil(document.documentElement.scrollHeight));
    const watch = new ResizeObserver(() => setHeight(Math.ceil(document.body.getBoundingClientRect().height) + 2));
    watch.observe(document.body);
    measure();
    const click = (event: MouseEvent) => hearClick(event, latest.current.onLink);
    document.addEventListener('click', click);
    document.addEventListener('auxclick', click);
    const relay = (event: KeyboardEvent) => passKey(event);
    document.addEventListener('keydown', relay);
    return () => {
      end.abort();
      watch.disconnect();
      document.removeEventListener('click', click);
      document.removeEventListener('auxclick', click);
      document.removeEventListener('keydown', relay);
      for (const url of blobs) URL.revokeObjectURL(url);
    };
  }, [isOpen, html, pictures, mailbox, folder, uid, say]);
  return (
    <iframe
      ref={frame}
      className="html-frame"
      title={say('message.frame')}
      sandbox={SANDBOX}
      srcDoc={EMPTY}
      onLoad={() => open(true)}
      style={{ height: `${height}px` }}
    />
  );
}

function fill(document: Document, view: Window & typeof globalThis, clean: CleanHtml, remoteWords: string): string[] {
  document.documentElement.lang = '';
  const base = new view.CSSStyleSheet();
  base.replaceSync(BASE + PRINT);
  document.adoptedStyleSheets = [base, allowedSheet(clean.sheets, view)];
  for (const image of clean.remote) image.setAttribute('alt', image.getAttribute('alt') || remoteWords);
  for (const link of clean.content.querySelectorAll('a[href]')) {
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener noreferrer nofollow');
  }
  document.adoptNode(clean.content);
  applyLooks(clean.looks, view);
  document.body.replaceChildren(clean.content);
  return [];
}

async function showPicture(
  image: HTMLImageElement,
  url: string,
  part: PartView,
  blobs: string[],
  signal: AbortSignal,
): Promise<void> {
  try {
    const response = await fetch(url, { signal });
    if (!response.ok) return;
    const blob = URL.createObjectURL(new Blob([await response.arrayBuffer()], { type: pictureType(part.type) ?? '' }));
    blobs.push(blob);
    image.src = blob;
  } catch {
    // The picture stays a frame with its alternative text.
  }
}

/** No link is followed inside; the page outside asks first. */
function hearClick(event: MouseEvent, onLink: (href: string, text: string) => void): void {
  const target = event.target as Element | null;
  const link = target?.closest?.('a[href]');
  if (!link) return;
  event.preventDefault();
  onLink(link.getAttribute('href') ?? '', link.textContent ?? '');
}

/** Keys pressed while the focus is in the message work as outside. */
function passKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.key === 'Tab' || event.key === 'Enter') return;
  const { key, shiftKey } = event;
  if (key.startsWith('Arrow') || key === ' ' || key.startsWith('Page') || key === 'Home' || key === 'End') return;
  window.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, bubbles: true, cancelable: true }));
}
