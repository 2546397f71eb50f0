import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy } from 'pdfjs-dist';
import worker from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import { useEffect, useRef, useState } from 'react';
import { EmptyState, IconButton, kitTexts, Skeleton, useTexts } from '#kit';
import { webmailTexts } from './webmail-texts.ts';

GlobalWorkerOptions.workerSrc = worker;

const STEPS = [0.75, 1, 1.5, 2, 3];
const MAX_PAGES = 500;

/** A PDF drawn page by page; its scripts, forms and links do nothing here. */
export function PdfView({ blob, name }: { readonly blob: Blob; readonly name: string }) {
  const say = useTexts(webmailTexts);
  const sayKit = useTexts(kitTexts);
  const [pdf, setPdf] = useState<PDFDocumentProxy | 'failed'>();
  const [page, setPage] = useState(1);
  const [zoom, setZoom] = useState(1);
  useEffect(() => {
    let ended = false;
    const task = blob.arrayBuffer().then((data) => getDocument({ data, enableXfa: false, disableFontFace: false }));
    task
      .then((loading) => loading.promise)
      .then((loaded) => !ended && setPdf(loaded))
      .catch(() => !ended && setPdf('failed'));
    return () => {
      ended = true;
      void task.then((loading) => loading.destroy()).catch(() => {});
    };
  }, [blob]);
  if (pdf === 'failed') return <EmptyState icon="file-pdf" title={say('files.failedPdf')} />;
  if (pdf === undefined) return <Skeleton lines={8} />;
  const pages = Math.min(pdf.numPages, MAX_PAGES);
  return (
    <div className="pdf">
      <div className="pdf-bar" role="toolbar" aria-label={say('files.pdfLabel', { name })}>
        <IconButton
          icon="zoom-out"
          label={say('files.zoomOut')}
          disabled={zoom === 0}
          onClick={() => setZoom(zoom - 1)}
        />
        <IconButton
          icon="zoom-in"
          label={say('files.zoomIn')}
          disabled={zoom === STEPS.length - 1}
          onClick={() => setZoom(zoom + 1)}
        />
        <IconButton
          icon="arrow-up"
          label={sayKit('paging.previous')}
          disabled={page === 1}
          onClick={() => setPage(page - 1)}
        />
        <p role="status">{say('files.page', { page, pages })}</p>
        <IconButton
          icon="arrow-down"
          label={sayKit('paging.next')}
          disabled={page === pages}
          onClick={() => setPage(page + 1)}
        />
      </div>
      <Page pdf={pdf} number={page} scale={STEPS[zoom] ?? 1} label={say('files.page', { page, pages })} />
    </div>
  );
}

function Page({
  pdf,
  number,
  scale,
  label,
}: {
  readonly pdf: PDFDocumentProxy;
  readonly number: number;
  readonly scale: number;
  readonly label: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [text, setText] = useState('');
  useEffect(() => {
    let ended = false;
    let stop = () => {};
    void pdf.getPage(number).then(async (page) => {
      const place = canvas.current;
      if (ended || place === null) return;
      // As many dots as are shown: drawn smaller it would be blurred, larger it would cost memory.
      const wide = (place.parentElement?.clientWidth ?? 800) * scale * Math.min(2, window.devicePixelRatio || 1);
      const viewport = page.getViewport({ scale: Math.min(4, wide / page.getViewport({ scale: 1 }).width) });
      place.width = Math.floor(viewport.width);
      place.height = Math.floor(viewport.height);
      const drawing = page.render({ canvas: place, viewport });
      stop = () => drawing.cancel();
      await drawing.promise.catch(() => {});
      const content = await page.getTextContent();
      if (!ended) setText(content.items.map((item) => ('str' in item ? item.str : '')).join(' '));
    });
    return () => {
      ended = true;
      stop();
    };
  }, [pdf, number, scale]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by keyboard
    <section className="pdf-page" tabIndex={0} aria-label={label}>
      <canvas ref={canvas} style={{ width: `${scale * 100}%` }} />
      <p className="visually-hidden">{text}</p>
    </section>
  );
}
