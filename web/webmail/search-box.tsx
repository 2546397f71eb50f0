import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Icon, IconButton, kitTexts, useTexts } from '#kit';
import { foldersQuery } from './mail-queries.ts';
import type { FolderSearch } from './paths.ts';
import { webmailTexts } from './webmail-texts.ts';

/** Words to look for, in the whole box; narrower by the filters of the list. */
export function SearchBox({ mailbox }: { readonly mailbox: string }) {
  const say = useTexts(webmailTexts);
  const sayKit = useTexts(kitTexts);
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as FolderSearch;
  const { folder } = useParams({ strict: false }) as { folder?: string };
  const { data: folders = [] } = useQuery(foldersQuery(mailbox));
  const [text, setText] = useState(search.text ?? '');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => setText(search.text ?? ''), [search.text]);
  const target = folder ?? folders.find(({ use }) => use === 'inbox')?.id;
  const go = (words: string) => {
    if (target === undefined) return;
    const { text: _, of, everywhere, ...rest } = search;
    const next: FolderSearch = words === '' ? rest : { ...rest, text: words, everywhere: everywhere ?? 'true' };
    void navigate({ to: '/posta/$mailbox/$folder', params: { mailbox, folder: target }, search: next });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    go(text.trim());
  };
  return (
    <search>
      <form className="search-box" onSubmit={submit}>
        <label className="visually-hidden" htmlFor="search">
          {say('search.label')}
        </label>
        <span className="search-icon">
          <Icon name="search" size="sm" />
        </span>
        <input
          ref={field}
          id="search"
          type="text"
          inputMode="search"
          enterKeyHint="search"
          autoComplete="off"
          maxLength={254}
          placeholder={say('search.placeholder')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') field.current?.blur();
          }}
        />
        {text !== '' && (
          <IconButton
            icon="close"
            label={sayKit('actions.clear')}
            onClick={() => {
              setText('');
              if (search.text !== undefined) go('');
              field.current?.focus();
            }}
          />
        )}
        <button type="submit" className="visually-hidden">
          {say('search.submit')}
        </button>
      </form>
    </search>
  );
}
