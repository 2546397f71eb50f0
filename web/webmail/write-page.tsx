import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { Draft, Outgoing } from '#contract';
import { api, asFault, buttonClass, EmptyState, ErrorState, Skeleton, usePageTitle, useTexts } from '#kit';
import { Frame, useBox } from './frame.tsx';
import { readAddresses } from './write-addresses.ts';
import { WriteForm } from './write-form.tsx';
import type { WriteSearch } from './write-search.ts';
import { SentPanel } from './write-sent.tsx';
import { withSignature } from './write-signature.ts';
import { writeTexts } from './write-texts.ts';
import './write.scss';

/** Where a message is written: the draft begins when the page is opened, and is what its address names from then on. */
export function WritePage() {
  const { mailbox } = useParams({ strict: false }) as { mailbox: string };
  const search = useSearch({ strict: false }) as WriteSearch;
  const say = useTexts(writeTexts);
  const box = useBox(mailbox);
  const { draft, isNew, fault, retry } = useDraft(mailbox, search);
  const [sent, setSent] = useState<readonly Outgoing[]>();
  const title =
    search.how === 'forward'
      ? say('page.forward')
      : search.how?.startsWith('reply')
        ? say('page.reply')
        : say('page.new');
  usePageTitle(title, box?.address);
  const key = draft?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another draft is another page
  useEffect(() => setSent(undefined), [key]);
  return (
    <Frame mailbox={mailbox}>
      <div className="page write-page">
        {sent !== undefined ? (
          <SentPanel mailbox={mailbox} sent={sent} />
        ) : (
          <>
            <h1 className="write-title">{title}</h1>
            {draft === undefined && fault === undefined && <Skeleton lines={8} />}
            {draft === undefined && fault !== undefined && <NoDraft mailbox={mailbox} fault={fault} onRetry={retry} />}
            {draft !== undefined && box !== undefined && (
              <WriteForm key={`${draft.id} ${draft.version}`} box={box} draft={draft} isNew={isNew} onSent={setSent} />
            )}
          </>
        )}
      </div>
    </Frame>
  );
}

/** Whoever comes back to a letter that went, by reloading or going back, is told where it is. */
function NoDraft({ mailbox, fault, onRetry }: { mailbox: string; fault: unknown; onRetry: () => void }) {
  const say = useTexts(writeTexts);
  if (asFault(fault).kind !== 'not-found') return <ErrorState fault={fault} onRetry={onRetry} />;
  const links = (
    <p className="row">
      <Link className={buttonClass({ look: 'primary' })} to={`/uscita/${mailbox}` as string}>
        {say('sent.outbox')}
      </Link>
      <Link className={buttonClass()} to={`/posta/${mailbox}` as string}>
        {say('sent.mailbox')}
      </Link>
    </p>
  );
  return (
    <EmptyState icon="send" title={say('saved.gone')} action={links}>
      {say('saved.goneWhere')}
    </EmptyState>
  );
}

/** The draft that the address names; without one it is begun. */
function useDraft(mailbox: string, { bozza, folder, uid, how, a }: WriteSearch) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const begun = useRef<string>(undefined);
  const [fault, setFault] = useState<unknown>();
  const [fresh, setFresh] = useState<string>();
  const [attempt, tryAgain] = useState(0);
  const wanted = bozza === undefined ? `${mailbox} ${folder} ${uid} ${how} ${a} ${attempt}` : undefined;
  useEffect(() => {
    if (wanted === undefined || begun.current === wanted) return;
    begun.current = wanted;
    const isAnswer = folder !== undefined && uid !== undefined && how !== undefined;
    const body = isAnswer ? { answer: { folder, uid, how } } : {};
    const begin = async () => {
      const [draft, signatures] = await Promise.all([
        api('POST /mailboxes/{mailbox}/drafts', { mailbox }, { body }),
        api('GET /mailboxes/{mailbox}/signatures', { mailbox }).catch(() => ({ items: [] })),
      ]);
      const signature = how === 'edit' ? undefined : signatures.items.find(({ isDefault }) => isDefault);
      const to = a === undefined ? [] : readAddresses(a);
      const whole = draft as Draft;
      const letter = withSignature({ ...whole.letter, ...(to.length > 0 && { to: [...to] }) }, signature);
      queries.setQueryData(['draft', mailbox, draft.id], { ...whole, letter });
      setFresh(draft.id);
      await navigate({
        to: `/scrivi/${mailbox}` as string,
        search: { bozza: draft.id, ...(how !== undefined && { how }) } as never,
        replace: true,
      });
    };
    setFault(undefined);
    begin().catch(setFault);
  }, [wanted, folder, uid, how, a, mailbox, queries, navigate]);
  const read = useQuery({
    queryKey: ['draft', mailbox, bozza],
    queryFn: ({ signal }) =>
      api('GET /mailboxes/{mailbox}/drafts/{draft}', { mailbox, draft: bozza! }, { signal }) as Promise<Draft>,
    enabled: bozza !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  return {
    draft: bozza === undefined ? undefined : read.data,
    isNew: fresh !== undefined && fresh === bozza && how === undefined,
    fault: fault ?? read.error ?? undefined,
    retry: () => (bozza === undefined ? tryAgain(attempt + 1) : void read.refetch()),
  };
}
