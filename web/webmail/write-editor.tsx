import { type Editor, EditorContent, useEditor, useEditorState } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import { type KeyboardEvent, useRef, useState } from 'react';
import { Button, Dialog, Icon, type IconName, kitTexts, TextField, useTexts } from '#kit';
import { writeTexts } from './write-texts.ts';

/** Rich text. What it cannot hold (tables of a quoted page…) becomes paragraphs. */
export function RichEditor({
  html,
  isFocused,
  describedBy,
  onChange,
  onReady,
}: {
  /** What it begins with. */
  readonly html: string;
  readonly isFocused: boolean;
  readonly describedBy: string;
  readonly onChange: (html: string) => void;
  readonly onReady: (insert: (html: string) => void) => void;
}) {
  const say = useTexts(writeTexts);
  const editor = useEditor({
    extensions: [
      StarterKit.configure({
        heading: false,
        codeBlock: false,
        code: false,
        horizontalRule: false,
        link: {
          openOnClick: false,
          autolink: true,
          protocols: ['mailto'],
          HTMLAttributes: { rel: null, target: null },
        },
      }),
    ],
    injectCSS: false,
    content: html,
    autofocus: isFocused ? 'start' : false,
    editorProps: {
      attributes: {
        class: 'editor-text',
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': say('body.label'),
        'aria-describedby': describedBy,
      },
    },
    onCreate: ({ editor }) => onReady((more) => editor.chain().focus().insertContent(more).run()),
    onUpdate: ({ editor }) => onChange(editor.getHTML()),
  });
  return (
    <div className="editor">
      <Toolbar editor={editor} />
      <EditorContent editor={editor} />
    </div>
  );
}

interface Tool {
  readonly key: 'bold' | 'italic' | 'underline' | 'bullets' | 'numbers' | 'quote' | 'link';
  readonly face?: string;
  readonly icon?: IconName;
  readonly isOn: boolean;
  run(): void;
}

function Toolbar({ editor }: { readonly editor: Editor }) {
  const say = useTexts(writeTexts);
  const [isLinking, link] = useState(false);
  const [stop, setStop] = useState(0);
  const bar = useRef<HTMLDivElement>(null);
  const on = useEditorState({
    editor,
    selector: ({ editor: now }) => ({
      bold: now.isActive('bold'),
      italic: now.isActive('italic'),
      underline: now.isActive('underline'),
      bullets: now.isActive('bulletList'),
      numbers: now.isActive('orderedList'),
      quote: now.isActive('blockquote'),
      link: now.isActive('link'),
    }),
  });
  const act = () => editor.chain().focus();
  const tools: readonly Tool[] = [
    { key: 'bold', face: 'B', isOn: on.bold, run: () => act().toggleBold().run() },
    { key: 'italic', face: 'I', isOn: on.italic, run: () => act().toggleItalic().run() },
    { key: 'underline', face: 'U', isOn: on.underline, run: () => act().toggleUnderline().run() },
    { key: 'bullets', icon: 'list', isOn: on.bullets, run: () => act().toggleBulletList().run() },
    { key: 'numbers', face: '1.', isOn: on.numbers, run: () => act().toggleOrderedList().run() },
    { key: 'quote', face: '”', isOn: on.quote, run: () => act().toggleBlockquote().run() },
    { key: 'link', icon: 'link', isOn: on.link, run: () => link(true) },
  ];
  const go = (to: number) => {
    const next = (to + tools.length) % tools.length;
    setStop(next);
    bar.current?.querySelectorAll('button')[next]?.focus();
  };
  const press = ({ key }: KeyboardEvent) => {
    if (key === 'ArrowRight') go(stop + 1);
    if (key === 'ArrowLeft') go(stop - 1);
  };
  return (
    <>
      <div ref={bar} className="editor-bar" role="toolbar" aria-label={say('body.toolbar')} onKeyDown={press}>
        {tools.map(({ key, face, icon, isOn, run }, place) => (
          <button
            key={key}
            type="button"
            className={`icon-button tool tool-${key}`}
            aria-label={say(`body.${key}`)}
            title={say(`body.${key}`)}
            aria-pressed={isOn}
            tabIndex={place === stop ? 0 : -1}
            onFocus={() => setStop(place)}
            onClick={run}
          >
            {icon === undefined ? <span className="tool-face" data-face={face} /> : <Icon name={icon} size="sm" />}
          </button>
        ))}
      </div>
      {isLinking && <LinkDialog editor={editor} onClose={() => link(false)} />}
    </>
  );
}

const LINK = /^(https?:\/\/|mailto:)\S+$/i;

function LinkDialog({ editor, onClose }: { readonly editor: Editor; readonly onClose: () => void }) {
  const say = useTexts(writeTexts);
  const sayKit = useTexts(kitTexts);
  const before = (editor.getAttributes('link').href as string | undefined) ?? '';
  const [href, setHref] = useState(before);
  const [error, setError] = useState<string>();
  return (
    <Dialog title={say('body.linkTitle')} size="sm" onClose={onClose}>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const to = href.trim();
          if (!LINK.test(to)) return setError(say('body.linkWrong'));
          const chain = editor.chain().focus().extendMarkRange('link');
          if (editor.state.selection.empty && before === '')
            chain.insertContent({ type: 'text', text: to, marks: [{ type: 'link', attrs: { href: to } }] }).run();
          else chain.setLink({ href: to }).run();
          onClose();
        }}
      >
        <TextField
          label={say('body.linkAddress')}
          type="url"
          autoFocus
          value={href}
          error={error}
          onChange={(event) => setHref(event.target.value)}
        />
        <div className="form-actions">
          {before !== '' && (
            <Button
              look="quiet"
              onClick={() => {
                editor.chain().focus().extendMarkRange('link').unsetLink().run();
                onClose();
              }}
            >
              {say('body.unlink')}
            </Button>
          )}
          <Button look="primary" type="submit">
            {sayKit('actions.confirm')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
