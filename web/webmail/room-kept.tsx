import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type AnswerOf, api, ask, Button, Dialog, ErrorLine, ErrorState, Skeleton, tell, useTexts } from '#kit';
import { roomTexts } from './room-texts.ts';
import { useDoing } from './use-doing.ts';

interface Kinds {
  readonly contacts: AnswerOf<'GET /mailboxes/{mailbox}/contacts'>['items'][number];
  readonly groups: AnswerOf<'GET /mailboxes/{mailbox}/groups'>['items'][number];
  readonly templates: AnswerOf<'GET /mailboxes/{mailbox}/templates'>['items'][number];
  readonly signatures: AnswerOf<'GET /mailboxes/{mailbox}/signatures'>['items'][number];
  readonly rules: AnswerOf<'GET /mailboxes/{mailbox}/rules'>['items'][number];
}
export type KeptKind = keyof Kinds;
export type Kept<K extends KeptKind> = Kinds[K];
/** What is changed of it. */
export type Draftable<K extends KeptKind> = Omit<Kinds[K], 'id' | 'version' | 'members'>;

/** Lists what a mailbox keeps in numbers; all kinds have the same four endpoints. */
export function useKept<K extends KeptKind>(mailbox: string, kind: K, text = '') {
  const queries = useQueryClient();
  const list = useQuery({
    queryKey: ['kept', mailbox, kind, ...(text === '' ? [] : [text])],
    queryFn: async ({ signal }): Promise<readonly Kept<K>[]> => {
      const query = text === '' ? { limit: SHOWN } : { limit: SHOWN, text };
      const page = await api(
        `GET /mailboxes/{mailbox}/${kind}` as 'GET /mailboxes/{mailbox}/contacts',
        { mailbox },
        { query, signal },
      );
      return page.items as unknown as readonly Kept<K>[];
    },
  });
  const again = () => queries.invalidateQueries({ queryKey: ['kept', mailbox] });
  return {
    list,
    again,
    /** Answers its id. */
    async save(body: Draftable<K>, of?: { readonly id: string; readonly version: number }): Promise<string> {
      const name = of === undefined ? `POST /mailboxes/{mailbox}/${kind}` : `PUT /mailboxes/{mailbox}/${kind}/{id}`;
      const { id } =
        of === undefined
          ? await api(name as 'POST /mailboxes/{mailbox}/contacts', { mailbox }, { body: body as never })
          : await api(
              name as 'PUT /mailboxes/{mailbox}/contacts/{id}',
              { mailbox, id: of.id },
              { body: body as never, query: { version: of.version } },
            );
      await again();
      return id;
    },
    async remove(id: string) {
      const name = `DELETE /mailboxes/{mailbox}/${kind}/{id}` as 'DELETE /mailboxes/{mailbox}/contacts/{id}';
      await api(name, { mailbox, id });
      await again();
    },
  };
}

type Keep<K extends KeptKind> = (body: Draftable<K>, after?: (id: string) => Promise<void>) => void;

/** As many as one page of the server holds. */
const SHOWN = 500;

/** A list of them, each with its words, edited in a dialog. */
export function KeptList<K extends KeptKind>({
  mailbox,
  kind,
  title,
  add,
  empty,
  text = '',
  mayChange = true,
  children,
  more,
  form,
}: {
  readonly mailbox: string;
  readonly kind: K;
  readonly title: string;
  readonly add: string;
  readonly empty: ReactNode;
  readonly text?: string;
  readonly mayChange?: boolean;
  /** What is told of one. */
  readonly children: (one: Kept<K>) => ReactNode;
  /** Further acts of one. */
  readonly more?: (one: Kept<K>) => ReactNode;
  /** The fields; `save` says what the server says, and does what comes `after`, with the id. */
  readonly form: (one: Kept<K> | undefined, save: Keep<K>, foot: ReactNode) => ReactNode;
}) {
  const say = useTexts(roomTexts);
  const { list, save, remove } = useKept(mailbox, kind, text);
  const [opened, open] = useState<Kept<K> | 'new'>();
  const doing = useDoing();
  const of = opened === 'new' ? undefined : opened;
  const drop = async ({ id, name }: Kept<K>) => {
    const question = {
      title: say('act.removeTitle', { name }),
      text: say('act.removeText'),
      action: say('act.remove'),
    };
    if (!(await ask({ ...question, isDanger: true }))) return;
    await doing.go(async () => {
      await remove(id);
      tell(say('act.removed'));
    });
  };
  const keep: Keep<K> = (body, after) =>
    void doing.go(async () => {
      const id = await save(body, of);
      await after?.(id);
      open(undefined);
      tell(say('act.saved'), { tone: 'good' });
    });
  const foot = (
    <>
      <ErrorLine fault={doing.fault} />
      <div className="form-actions">
        <Button onClick={() => open(undefined)}>{say('act.cancel')}</Button>
        <Button look="primary" type="submit" isBusy={doing.isBusy}>
          {say('act.save')}
        </Button>
      </div>
    </>
  );
  return (
    <section className="card stack" aria-label={title}>
      <div className="row">
        <h2>{title}</h2>
        {mayChange && (
          <Button
            size="sm"
            icon="plus"
            onClick={() => {
              doing.setFault(undefined);
              open('new');
            }}
          >
            {add}
          </Button>
        )}
      </div>
      {list.isPending && <Skeleton />}
      {list.isError && <ErrorState fault={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && <div className="quiet">{empty}</div>}
      {opened === undefined && <ErrorLine fault={doing.fault} />}
      <ul className="plain lines">
        {list.data?.map((one) => (
          <li key={one.id} className="line">
            <div>{children(one)}</div>
            <div className="row">
              {more?.(one)}
              {mayChange && (
                <>
                  <Button
                    size="sm"
                    look="quiet"
                    aria-label={say('act.editOf', { name: one.name })}
                    onClick={() => {
                      doing.setFault(undefined);
                      open(one);
                    }}
                  >
                    {say('act.edit')}
                  </Button>
                  <Button
                    size="sm"
                    look="quiet"
                    aria-label={say('act.removeOf', { name: one.name })}
                    onClick={() => void drop(one)}
                  >
                    {say('act.remove')}
                  </Button>
                </>
              )}
            </div>
          </li>
        ))}
      </ul>
      {list.data?.length === SHOWN && <p className="quiet">{say('act.tooMany', { count: SHOWN })}</p>}
      {opened !== undefined && (
        <Dialog title={of === undefined ? add : say('act.editOf', { name: of.name })} onClose={() => open(undefined)}>
          {form(of, keep, foot)}
        </Dialog>
      )}
    </section>
  );
}
