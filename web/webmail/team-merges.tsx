import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import type { Merge } from '#contract';
import {
  api,
  ask,
  Badge,
  Button,
  buttonClass,
  EmptyState,
  ErrorLine,
  ErrorState,
  FileButton,
  MoreButton,
  Notice,
  plain,
  Skeleton,
  useItems,
  useTexts,
} from '#kit';
import { useBox } from './frame.tsx';
import { RoomFrame } from './room-frame.tsx';
import { roomTexts } from './room-texts.ts';
import { teamTexts } from './team-texts.ts';
import { useDoing } from './use-doing.ts';

export const MERGE_TONES = { draft: 'plain', running: 'info', paused: 'wait', done: 'good', stopped: 'bad' } as const;

/** Letters to many, begun with a file. */
export function MergesPage() {
  const { mailbox } = useParams({ strict: false }) as { mailbox: string };
  const say = useTexts(teamTexts);
  const sayRoom = useTexts(roomTexts);
  const box = useBox(mailbox);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const doing = useDoing();
  const list = useItems({
    queryKey: ['merges', mailbox],
    ask: (query, signal) => api('GET /mailboxes/{mailbox}/merges', { mailbox }, { query, signal }),
  });
  const begin = (file: File) =>
    doing.go(async () => {
      const name = file.name.replace(/\.[^.]*$/, '').slice(0, 200) || 'CSV';
      const { id } = await api('POST /mailboxes/{mailbox}/merges', { mailbox }, { body: file, query: { name } });
      await navigate({ to: `/invii/${mailbox}/${id}` as string });
    });
  const remove = async ({ id, name }: Pick<Merge, 'id' | 'name'>) => {
    const question = { title: sayRoom('act.removeTitle', { name }), text: sayRoom('act.removeText') };
    if (!(await ask({ ...question, action: say('merges.remove'), isDanger: true }))) return;
    await doing.go(async () => {
      await api('DELETE /mailboxes/{mailbox}/merges/{merge}', { mailbox, merge: id });
      await queries.invalidateQueries({ queryKey: ['merges', mailbox] });
    });
  };
  const upload = (
    <FileButton look="primary" accept=".csv,text/csv" isBusy={doing.isBusy} onFile={(file) => void begin(file)}>
      {say('merges.new')}
    </FileButton>
  );
  return (
    <RoomFrame mailbox={mailbox} here="merges" title={sayRoom('nav.merges')} lead={say('merges.lead')}>
      {box?.maySend === false && <Notice tone="wait">{say('merges.mayNot')}</Notice>}
      <ErrorLine fault={doing.fault} />
      {list.isPending && <Skeleton />}
      {list.error !== null && <ErrorState fault={list.error} onRetry={list.again} />}
      {list.items?.length === 0 && (
        <EmptyState icon="mail" title={say('merges.none')} action={box?.maySend !== false && upload}>
          {say('merges.noneText')}
        </EmptyState>
      )}
      {(list.items?.length ?? 0) > 0 && (
        <>
          {box?.maySend !== false && <div>{upload}</div>}
          <ul className="plain card lines">
            {list.items?.map(({ id, name, state, rows }) => (
              <li key={id} className="line">
                <div>
                  <p className="row">
                    <strong className="break">{plain(name)}</strong>
                    <Badge tone={MERGE_TONES[state]}>{say(`merges.${state}`)}</Badge>
                  </p>
                  <p className="quiet small">{say('merges.rows', { count: rows })}</p>
                </div>
                <div className="row">
                  <Link
                    className={buttonClass({ size: 'sm' })}
                    to={`/invii/${mailbox}/${id}` as string}
                    aria-label={say('merges.openOf', { name })}
                  >
                    {say('merges.open')}
                  </Link>
                  {state !== 'running' && (
                    <Button
                      size="sm"
                      look="quiet"
                      aria-label={sayRoom('act.removeOf', { name })}
                      onClick={() => void remove({ id, name })}
                    >
                      {say('merges.remove')}
                    </Button>
                  )}
                </div>
              </li>
            ))}
          </ul>
          <MoreButton {...list.more} />
        </>
      )}
    </RoomFrame>
  );
}
