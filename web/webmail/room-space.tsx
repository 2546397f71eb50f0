import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { Folder } from '#contract';
import {
  type AnswerOf,
  EmptyState,
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
import { folderName } from './folder-names.ts';
import { foldersQuery, useOfBoxQuery } from './mail-queries.ts';
import { QUOTA_TONES, quotaLevel } from './quota-level.ts';
import { RoomFrame } from './room-frame.tsx';
import { roomTexts } from './room-texts.ts';
import { webmailTexts } from './webmail-texts.ts';

type Use = AnswerOf<'GET /mailboxes/{mailbox}'>;

/** How full the box is, what happens when it is, and where one would look for room. */
export function SpacePage() {
  const { mailbox } = useParams({ strict: false }) as { mailbox: string };
  const say = useTexts(roomTexts);
  const use = useQuery(useOfBoxQuery(mailbox));
  const folders = useQuery(foldersQuery(mailbox));
  return (
    <RoomFrame mailbox={mailbox} here="space" title={say('nav.space')} lead={say('space.lead')}>
      {use.isPending && <Skeleton />}
      {use.isError && <ErrorState fault={use.error} onRetry={() => void use.refetch()} />}
      {use.data !== undefined && (
        <>
          <Fullness use={use.data} />
          <Biggest mailbox={mailbox} use={use.data} folders={folders.data ?? []} />
          <Notice tone="plain">{say('space.hint')}</Notice>
        </>
      )}
    </RoomFrame>
  );
}

function Fullness({ use: { used, quota, reserve } }: { readonly use: Use }) {
  const say = useTexts(roomTexts);
  const language = useLanguage();
  const bytes = (size: number) => formatBytes(size, language);
  const level = quotaLevel(used, quota);
  const inReserve = Math.max(0, used - quota);
  return (
    <>
      {level !== undefined && <Notice tone={level === 100 ? 'bad' : 'wait'}>{say(`space.at${level}`)}</Notice>}
      <div className="card stack">
        <Meter
          label={say('space.used')}
          value={used}
          max={quota}
          note={say('space.note', { used: bytes(Math.min(used, quota)), whole: bytes(quota) })}
          tone={QUOTA_TONES[level ?? 'none']}
        />
        {used < quota && <p>{say('space.left', { free: bytes(quota - used) })}</p>}
        {reserve > 0 && (
          <div className="space-reserve stack">
            <Meter
              label={say('space.reserveTitle')}
              value={inReserve}
              max={reserve}
              note={say('space.reserveNote', { used: bytes(inReserve), whole: bytes(reserve) })}
              tone={inReserve > 0 ? 'bad' : 'info'}
            />
            <p className="quiet">{say('space.reserveText', { reserve: bytes(reserve) })}</p>
          </div>
        )}
      </div>
    </>
  );
}

function Biggest({
  mailbox,
  use,
  folders,
}: {
  readonly mailbox: string;
  readonly use: Use;
  readonly folders: readonly Folder[];
}) {
  const say = useTexts(roomTexts);
  const sayMail = useTexts(webmailTexts);
  const language = useLanguage();
  const known = new Map(folders.map((folder) => [folder.id, folder]));
  if (use.biggest.length === 0) return <EmptyState icon="box" title={say('space.none')} />;
  return (
    <section className="card stack">
      <h2>{say('space.table')}</h2>
      <Table
        caption={say('space.table')}
        rows={use.biggest}
        keyOf={({ folder }) => folder}
        columns={[
          {
            key: 'name',
            head: say('space.folder'),
            isHead: true,
            cell: ({ folder, name }) => (
              <Link to="/posta/$mailbox/$folder" params={{ mailbox, folder }}>
                {plain(folderName(known.get(folder) ?? { use: 'own', name }, sayMail))}
              </Link>
            ),
          },
          {
            key: 'size',
            head: say('space.size'),
            isNumber: true,
            cell: ({ size }) => formatBytes(size, language),
          },
          {
            key: 'messages',
            head: say('space.messages'),
            isNumber: true,
            cell: ({ folder }) => formatNumber(known.get(folder)?.messages ?? 0, language),
          },
        ]}
      />
      <p className="quiet small">{say('space.tableHint')}</p>
    </section>
  );
}
