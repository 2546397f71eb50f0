import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import type { BoxView, Folder } from '#contract';
import {
  buttonClass,
  ErrorState,
  formatBytes,
  formatNumber,
  Icon,
  Meter,
  plain,
  Skeleton,
  useLanguage,
  useTexts,
} from '#kit';
import { depthOf, FOLDER_ICONS, folderName, inOrder } from './folder-names.ts';
import { foldersQuery, useOfBoxQuery } from './mail-queries.ts';
import { writePath } from './paths.ts';
import { webmailTexts } from './webmail-texts.ts';

/** Folders with what is unread, and how full the box is. */
export function FolderPane({
  mailbox,
  box,
  onClose,
}: {
  readonly mailbox: string;
  readonly box: BoxView | undefined;
  readonly onClose: () => void;
}) {
  const say = useTexts(webmailTexts);
  const folders = useQuery(foldersQuery(mailbox));
  const { everywhere } = useSearch({ strict: false }) as { everywhere?: string };
  const { folder: current } = useParams({ strict: false }) as { folder?: string };
  return (
    <nav
      className="folders"
      id="folders"
      aria-label={say('folders.title')}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      {box?.maySend !== false && (
        <Link
          to={writePath(mailbox) as string}
          className={`${buttonClass({ look: 'primary', isWide: true })} write-button`}
        >
          <Icon name="pencil" size="sm" />
          {say('folders.write')}
        </Link>
      )}
      <div className="folder-room">
        {folders.isPending && <Skeleton lines={6} />}
        {folders.isError && <ErrorState fault={folders.error} onRetry={() => void folders.refetch()} />}
        <ul className="plain folder-list">
          {inOrder(folders.data ?? []).map((folder, at, all) => (
            <li
              key={folder.id}
              className={folder.use === 'own' && all[at - 1]?.use !== 'own' ? 'folder-apart' : undefined}
            >
              <FolderLink
                mailbox={mailbox}
                folder={folder}
                isCurrent={folder.id === current && everywhere === undefined}
              />
            </li>
          ))}
        </ul>
      </div>
      <Beside mailbox={mailbox} box={box} />
      <Quota mailbox={mailbox} />
    </nav>
  );
}

/** The pages beside reading and writing. */
function Beside({ mailbox, box }: { readonly mailbox: string; readonly box: BoxView | undefined }) {
  const say = useTexts(webmailTexts);
  const link = (path: string, icon: 'send' | 'user' | 'pa' | 'settings', words: string) => (
    <li>
      <Link className="folder" to={`/${path}/${mailbox}` as string}>
        <Icon name={icon} size="sm" />
        <span className="folder-name">{words}</span>
      </Link>
    </li>
  );
  return (
    <ul className="plain folder-list folder-apart">
      {box?.maySend !== false && link('uscita', 'send', say('folders.outbox'))}
      {link('rubrica', 'user', say('folders.contacts'))}
      {link('gruppo', 'pa', say('folders.desk'))}
      {link('impostazioni', 'settings', say('folders.settings'))}
    </ul>
  );
}

function FolderLink({
  mailbox,
  folder,
  isCurrent,
}: {
  readonly mailbox: string;
  readonly folder: Folder;
  readonly isCurrent: boolean;
}) {
  const say = useTexts(webmailTexts);
  const language = useLanguage();
  const { unread } = folder;
  return (
    <Link
      to="/posta/$mailbox/$folder"
      params={{ mailbox, folder: folder.id }}
      search={{}}
      className={`folder${isCurrent ? ' folder-here' : ''}${unread > 0 ? ' folder-unread' : ''} folder-deep-${Math.min(depthOf(folder), 3)}`}
      aria-current={isCurrent ? 'page' : undefined}
    >
      <Icon name={FOLDER_ICONS[folder.use]} size="sm" />
      <span className="folder-name">{plain(folderName(folder, say))}</span>
      {unread > 0 && (
        <span className="folder-count">
          <span aria-hidden="true">{formatNumber(unread, language)}</span>
          <span className="visually-hidden">{say('folders.unread', { count: unread })}</span>
        </span>
      )}
    </Link>
  );
}

const NEARLY = 0.9;

function Quota({ mailbox }: { readonly mailbox: string }) {
  const say = useTexts(webmailTexts);
  const language = useLanguage();
  const { data } = useQuery(useOfBoxQuery(mailbox));
  if (data === undefined) return null;
  const { used, quota } = data;
  const isFull = used >= quota;
  const isNearly = used >= quota * NEARLY;
  const note = say('quota.note', { used: formatBytes(used, language), whole: formatBytes(quota, language) });
  return (
    <div className="quota">
      <Meter
        label={say('quota.label')}
        value={used}
        max={quota}
        note={note}
        tone={isFull ? 'bad' : isNearly ? 'wait' : 'info'}
      />
      {isNearly && <p className="quota-words">{isFull ? say('quota.full') : say('quota.nearly')}</p>}
    </div>
  );
}
