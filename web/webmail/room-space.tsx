import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import {
  ErrorState,
  formatBytes,
  formatNumber,
  Meter,
  Notice,
  plain,
  Skeleton,
  Table,
  useLanguage,
  useTexts,
} from '#kit';
import { folderName, inOrder } from './folder-names.ts';
import { foldersQuery, useOfBoxQuery } from './mail-queries.ts';
import { RoomFrame } from './room-frame.tsx';
import { roomTexts } from './room-texts.ts';
import { webmailTexts } from './webmail-texts.ts';

const NEARLY = 0.9;

/** How full the box is, and where one would look for room. */
export function SpacePage() {
  const { mailbox } = useParams({ strict: false }) as { mailbox: string };
  const say = useTexts(roomTexts);
  const sayMail = useTexts(webmailTexts);
  const language = useLanguage();
  const use = useQuery(useOfBoxQuery(mailbox));
  const folders = useQuery(foldersQuery(mailbox));
  const bytes = (size: number) => formatBytes(size, language);
  return (
    <RoomFrame mailbox={mailbox} here="space" title={say('nav.space')} lead={say('space.lead')}>
      {(use.isPending || folders.isPending) && <Skeleton />}
      {use.isError && <ErrorState fault={use.error} onRetry={() => void use.refetch()} />}
      {use.data !== undefined && (
        <div className="card stack">
          <Meter
            label={say('space.used')}
            value={use.data.used}
            max={use.data.quota}
            note={say('space.note', { used: bytes(use.data.used), whole: bytes(use.data.quota) })}
            tone={use.data.used >= use.data.quota ? 'bad' : use.data.used >= use.data.quota * NEARLY ? 'wait' : 'info'}
          />
          <p>{say('space.left', { free: bytes(Math.max(0, use.data.quota - use.data.used)) })}</p>
        </div>
      )}
      {folders.data !== undefined && (
        <div className="card">
          <Table
            caption={say('space.lead')}
            rows={inOrder(folders.data)}
            keyOf={({ id }) => id}
            columns={[
              {
                key: 'name',
                head: say('space.folder'),
                isHead: true,
                cell: (folder) => (
                  <Link to="/posta/$mailbox/$folder" params={{ mailbox, folder: folder.id }}>
                    {plain(folderName(folder, sayMail))}
                  </Link>
                ),
              },
              {
                key: 'messages',
                head: say('space.messages'),
                isNumber: true,
                cell: ({ messages }) => formatNumber(messages, language),
              },
            ]}
          />
        </div>
      )}
      <Notice tone="plain">{say('space.hint')}</Notice>
    </RoomFrame>
  );
}
