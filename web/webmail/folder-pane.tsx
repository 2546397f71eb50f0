import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import type { BoxView } from '#contract';
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
import { ApprovalsLink } from './approvals-link.tsx';
import { branchName, folderIcon } from './folder-names.ts';
import { ARCHIVE, type Branch, treeOf } from './folder-tree.ts';
import { foldersQuery, useOfBoxQuery } from './mail-queries.ts';
import { writePath } from './paths.ts';
import { QUOTA_TONES, quotaLevel } from './quota-level.ts';
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
          {treeOf(folders.data ?? []).map((branch, at, all) => (
            <li key={branch.folder.id} className={branch === all.find(isOwn) && at > 0 ? 'folder-apart' : undefined}>
              <FolderLink
                mailbox={mailbox}
                branch={branch}
                isCurrent={branch.folder.id === current && everywhere === undefined}
              />
            </li>
          ))}
          <li>
            <Link className="side-link folder" to={`/cartelle/${mailbox}` as string}>
              <Icon name="tool" size="sm" />
              <span className="folder-name">{say('folders.manage')}</span>
            </Link>
          </li>
        </ul>
      </div>
      <Beside mailbox={mailbox} box={box} isReady={folders.isSuccess} />
      <Quota mailbox={mailbox} />
    </nav>
  );
}

/** The pages beside reading and writing. */
function Beside({
  mailbox,
  box,
  isReady,
}: {
  readonly mailbox: string;
  readonly box: BoxView | undefined;
  /** The folders stand there: what is asked for besides holds nobody up. */
  readonly isReady: boolean;
}) {
  const say = useTexts(webmailTexts);
  const link = (path: string, icon: 'send' | 'user' | 'pa' | 'settings', words: string) => (
    <li>
      <Link className="side-link folder" to={`/${path}/${mailbox}` as string}>
        <Icon name={icon} size="sm" />
        <span className="folder-name">{words}</span>
      </Link>
    </li>
  );
  return (
    <ul className="plain folder-list folder-apart">
      {box?.maySend !== false && link('uscita', 'send', say('folders.outbox'))}
      {box !== undefined && isReady && <ApprovalsLink box={box} />}
      {link('rubrica', 'user', say('folders.contacts'))}
      {link('gruppo', 'pa', say('folders.desk'))}
      {link('impostazioni', 'settings', say('folders.settings'))}
    </ul>
  );
}

/** Of one's own, and in no other. */
const isOwn = ({ folder, depth }: Branch) => folder.use === 'own' && folder.name !== ARCHIVE && depth === 0;

function FolderLink({
  mailbox,
  branch,
  isCurrent,
}: {
  readonly mailbox: string;
  readonly branch: Branch;
  readonly isCurrent: boolean;
}) {
  const say = useTexts(webmailTexts);
  const language = useLanguage();
  const { folder, depth } = branch;
  const { unread } = folder;
  return (
    <Link
      to="/posta/$mailbox/$folder"
      params={{ mailbox, folder: folder.id }}
      search={{}}
      className={`side-link folder${isCurrent ? ' side-here' : ''}${unread > 0 ? ' folder-unread' : ''} folder-deep-${Math.min(depth, 3)}`}
      aria-current={isCurrent ? 'page' : undefined}
    >
      <Icon name={folderIcon(folder)} size="sm" />
      <span className="folder-name">{plain(branchName(branch, say))}</span>
      {unread > 0 && (
        <span className="folder-count">
          <span aria-hidden="true">{formatNumber(unread, language)}</span>
          <span className="visually-hidden">{say('folders.unread', { count: unread })}</span>
        </span>
      )}
    </Link>
  );
}

function Quota({ mailbox }: { readonly mailbox: string }) {
  const say = useTexts(webmailTexts);
  const language = useLanguage();
  const { data } = useQuery(useOfBoxQuery(mailbox));
  if (data === undefined) return null;
  const { used, quota } = data;
  const level = quotaLevel(used, quota);
  const note = say('quota.note', { used: formatBytes(used, language), whole: formatBytes(quota, language) });
  return (
    <div className="quota">
      <Meter label={say('quota.label')} value={used} max={quota} note={note} tone={QUOTA_TONES[level ?? 'none']} />
      {level !== undefined && (
        <p className="quota-words">
          {say(`quota.at${level}`)} <Link to={`/spazio/${mailbox}` as string}>{say('quota.see')}</Link>
        </p>
      )}
    </div>
  );
}
