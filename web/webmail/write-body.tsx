import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useId, useRef, useState } from 'react';
import type { Letter } from '#contract';
import { api, ask, Button, Icon, Menu, Skeleton, useTexts } from '#kit';
import { Problems } from './write-check.tsx';
import { withPlainMarks } from './write-plain.ts';
import type { Problem } from './write-problems.ts';
import { escaped, paragraphs, signatureHtml } from './write-signature.ts';
import { writeTexts } from './write-texts.ts';

const RichEditor = lazy(() => import('./write-editor.tsx').then((part) => ({ default: part.RichEditor })));

interface Props {
  readonly mailbox: string;
  readonly letter: Letter;
  /** The answer begins above what is quoted. */
  readonly isAnswer: boolean;
  readonly problems: readonly Problem[];
  readonly onChange: (part: Partial<Letter>) => void;
  /** Further things to put in where the cursor stands. */
  readonly more?: (put: (text: string) => void) => ReactNode;
}

/** What is said: rich or plain, with templates and signatures. */
export function BodyField({ mailbox, letter, isAnswer, problems, onChange, more }: Props) {
  const say = useTexts(writeTexts);
  const id = useId();
  const [turn, setTurn] = useState(0);
  const insert = useRef<(html: string) => void>(() => {});
  const area = useRef<HTMLTextAreaElement>(null);
  const isRich = letter.html !== undefined;
  const isFocused = isAnswer && letter.to.length > 0;
  const toPlain = async () => {
    const question = { title: say('body.toPlainTitle'), text: say('body.toPlainText') };
    if (/<(strong|em|u|ul|ol|a|blockquote)\b/.test(letter.html ?? '')) {
      if (!(await ask({ ...question, action: say('body.toPlainAction') }))) return;
    }
    onChange({ html: undefined, text: plainOf(letter.html ?? '') } as Partial<Letter>);
  };
  const toRich = () => {
    onChange({ html: paragraphs(letter.text) });
    setTurn(turn + 1);
  };
  const sign = (signature: { readonly text: string; readonly html?: string | undefined }) => {
    if (isRich) insert.current(signatureHtml(signature));
    else insertText(area.current, `\n-- \n${signature.text}`, (text) => onChange({ text }));
  };
  const put = (text: string) => {
    if (isRich) insert.current(escaped(text));
    else insertText(area.current, text, (whole) => onChange({ text: whole }));
  };
  const fill = async (template: string) => {
    const begun = await api('POST /mailboxes/{mailbox}/drafts', { mailbox }, { body: { letter, template } });
    const { subject, text, html, receiptType } = begun.letter as Letter;
    onChange({ subject, text, receiptType, ...(html !== undefined && { html }) });
    setTurn(turn + 1);
    api('DELETE /mailboxes/{mailbox}/drafts/{draft}', { mailbox, draft: begun.id }).catch(() => {});
  };
  return (
    <div className="write-body">
      {isRich ? (
        <Suspense fallback={<Skeleton lines={6} />}>
          <RichEditor
            key={turn}
            html={letter.html ?? ''}
            isFocused={isFocused || turn > 0}
            describedBy={`${id}-problems`}
            onChange={(html) => onChange({ html, text: '' })}
            onReady={(put) => {
              insert.current = put;
            }}
          />
        </Suspense>
      ) : (
        <>
          <label className="visually-hidden" htmlFor={id}>
            {say('body.label')}
          </label>
          <textarea
            ref={area}
            id={id}
            className="input plain-body"
            rows={14}
            aria-describedby={`${id}-problems`}
            value={letter.text}
            onChange={(event) => onChange({ text: event.target.value })}
          />
        </>
      )}
      <Problems id={`${id}-problems`} problems={problems} />
      <div className="row write-body-acts">
        {more?.(put)}
        <Inserts mailbox={mailbox} onSign={sign} onFill={(template) => void fill(template)} />
        <Button size="sm" look="quiet" onClick={isRich ? () => void toPlain() : toRich}>
          {isRich ? say('body.toPlain') : say('body.toRich')}
        </Button>
      </div>
    </div>
  );
}

function Inserts({
  mailbox,
  onSign,
  onFill,
}: {
  readonly mailbox: string;
  readonly onSign: (signature: { readonly text: string; readonly html?: string | undefined }) => void;
  readonly onFill: (template: string) => void;
}) {
  const say = useTexts(writeTexts);
  const signatures = useQuery({
    queryKey: ['kept', mailbox, 'signatures'],
    queryFn: ({ signal }) => api('GET /mailboxes/{mailbox}/signatures', { mailbox }, { signal }),
  });
  const templates = useQuery({
    queryKey: ['kept', mailbox, 'templates'],
    queryFn: ({ signal }) => api('GET /mailboxes/{mailbox}/templates', { mailbox }, { signal }),
  });
  const face = (words: string) => (
    <>
      {words}
      <Icon name="expand" size="xs" />
    </>
  );
  const className = 'button button-quiet button-sm';
  return (
    <>
      {(templates.data?.items.length ?? 0) > 0 && (
        <Menu
          label={say('body.template')}
          className={className}
          side="start"
          face={face(say('body.template'))}
          items={(templates.data?.items ?? []).map(({ id, name }) => ({ label: name, run: () => onFill(id) }))}
        />
      )}
      {(signatures.data?.items.length ?? 0) > 0 && (
        <Menu
          label={say('body.signature')}
          className={className}
          side="start"
          face={face(say('body.signature'))}
          items={(signatures.data?.items ?? []).map((one) => ({ label: one.name, run: () => onSign(one) }))}
        />
      )}
    </>
  );
}

function insertText(area: HTMLTextAreaElement | null, text: string, onChange: (text: string) => void): void {
  if (area === null) return;
  area.focus();
  area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end');
  onChange(area.value);
}

/** The words of HTML that a person wrote here; parsed aside, nothing of it runs. */
function plainOf(html: string): string {
  return (new DOMParser().parseFromString(withPlainMarks(html), 'text/html').body.textContent ?? '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}
