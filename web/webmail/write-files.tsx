import { useRef, useState } from 'react';
import {
  asFault,
  Button,
  faultWords,
  formatBytes,
  Icon,
  IconButton,
  kitTexts,
  Progress,
  plain,
  useLanguage,
  useTexts,
} from '#kit';
import { Problems } from './write-check.tsx';
import { PickDialog } from './write-pick.tsx';
import type { Problem } from './write-problems.ts';
import { writeTexts } from './write-texts.ts';
import type { Files, Item } from './write-use-files.ts';

/** What is attached, and how to attach more. */
export function FilesField({
  mailbox,
  files,
  problems,
}: {
  readonly mailbox: string;
  readonly files: Files;
  readonly problems: readonly Problem[];
}) {
  const say = useTexts(writeTexts);
  const input = useRef<HTMLInputElement>(null);
  const [isPicking, pick] = useState(false);
  return (
    <div className="write-files">
      <h2 className="write-small-title" id="files-title">
        {say('files.title')}
      </h2>
      {files.items.length > 0 && (
        <ul className="plain file-list" aria-label={say('files.list')}>
          {files.items.map((item) => (
            <FileRow key={item.key} item={item} files={files} />
          ))}
        </ul>
      )}
      <Problems id="files-problems" problems={problems} />
      <div className="row">
        <input
          ref={input}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            files.add(event.target.files ?? []);
            event.target.value = '';
          }}
        />
        <Button size="sm" icon="clip" onClick={() => input.current?.click()}>
          {say('files.add')}
        </Button>
        <Button size="sm" look="quiet" icon="mail" onClick={() => pick(true)}>
          {say('files.fromMessage')}
        </Button>
      </div>
      {isPicking && <PickDialog mailbox={mailbox} onClose={() => pick(false)} onPick={files.attach} />}
    </div>
  );
}

function FileRow({ item, files }: { readonly item: Item; readonly files: Files }) {
  const say = useTexts(writeTexts);
  const sayKit = useTexts(kitTexts);
  const language = useLanguage();
  const { key, name, size, going } = item;
  const shown = plain(name);
  const values = { done: formatBytes(going?.done ?? 0, language), whole: formatBytes(size, language) };
  const note =
    going === undefined
      ? formatBytes(size, language)
      : going.is === 'paused'
        ? say('files.paused', values)
        : going.is === 'waiting'
          ? say('files.waiting', values)
          : say('files.uploading', values);
  return (
    <li className={`file-row${going?.is === 'failed' ? ' file-failed' : ''}`}>
      <Icon name="file" size="sm" />
      <div className="file-words">
        {going === undefined || going.is === 'failed' ? (
          <p>
            <span className="break">{shown}</span> <small className="quiet">{formatBytes(size, language)}</small>
          </p>
        ) : (
          <Progress label={shown} value={going.done} max={Math.max(size, 1)} note={note} />
        )}
        {going?.is === 'failed' && (
          <p className="field-error" role="alert">
            <Icon name="warning-circle" size="xs" />{' '}
            {say('files.failed', { why: faultWords(asFault(going.fault), sayKit) })}
          </p>
        )}
      </div>
      {going !== undefined && going.is !== 'paused' && going.is !== 'failed' && (
        <Button size="sm" look="quiet" onClick={() => files.pause(key)} aria-label={say('files.pause', { name })}>
          {'❚❚'}
        </Button>
      )}
      {(going?.is === 'paused' || going?.is === 'failed') && (
        <IconButton
          icon="refresh"
          label={going.is === 'paused' ? say('files.resume', { name }) : say('files.again', { name })}
          onClick={() => files.resume(key)}
        />
      )}
      <IconButton icon="close" label={say('files.remove', { name })} onClick={() => files.remove(key)} />
    </li>
  );
}
