import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useId, useRef, useState } from 'react';
import type { BoxView, Draft, Letter, Outgoing, Preflight } from '#contract';
import { api, asFault, ask, Checkbox, faultWords, kitTexts, Notice, tell, useTexts } from '#kit';
import { useOfBoxQuery } from './mail-queries.ts';
import { useOnline } from './use-online.ts';
import { ActionBar } from './write-actions.tsx';
import { AddressField } from './write-address-field.tsx';
import { isStorable } from './write-addresses.ts';
import { BodyField } from './write-body.tsx';
import { CheckPanel, Problems } from './write-check.tsx';
import { FilesField } from './write-files.tsx';
import { type Problem, problemsOf, toldYet } from './write-problems.ts';
import { ReceiptField } from './write-receipt.tsx';
import { writeTexts } from './write-texts.ts';
import { forgetUnsaved, unsavedOf } from './write-unsaved.ts';
import { useChoice } from './write-use-choice.ts';
import { useSavedDraft } from './write-use-draft.ts';
import { useFiles } from './write-use-files.ts';
import { useLater } from './write-use-later.ts';
import { type Order, useSending } from './write-use-sending.ts';

const CHECK_AFTER_MS = 700;

interface Props {
  readonly box: BoxView;
  readonly draft: Draft;
  /** Begun just now: thrown away when it is left as it was. */
  readonly isNew: boolean;
  readonly onSent: (sent: readonly Outgoing[]) => void;
}

/** The letter, field by field, with what will happen beside it. */
export function WriteForm({ box, draft, isNew, onSent }: Props) {
  const say = useTexts(writeTexts);
  const sayKit = useTexts(kitTexts);
  const mailbox = box.id;
  const queries = useQueryClient();
  const navigate = useNavigate();
  const subjectId = useId();
  const [unsaved] = useState(() => unsavedOf(mailbox, draft.id));
  // Files stand as the server has them: what had not gone up when the session ended did not.
  const first = unsaved === undefined ? draft.letter : { ...unsaved.letter, attachments: draft.letter.attachments };
  const [letter, setLetter] = useState<Letter>(first);
  const [hasCopies, showCopies] = useState(first.cc.length > 0);
  const [isEach, setEach] = useState(false);
  const [isTried, setTried] = useState(false);
  const [isSending, setSending] = useState(false);
  const [fault, setFault] = useState<unknown>();
  const files = useFiles(mailbox, draft, { ready: (name) => say('files.ready', { name }) });
  const { saver, state } = useSavedDraft(mailbox, draft, unsaved);
  const isOnline = useOnline();
  const isTouched = useRef(unsaved !== undefined);
  const whole: Letter = {
    ...letter,
    to: letter.to.filter(isStorable),
    cc: letter.cc.filter(isStorable),
    replyTo: letter.replyTo !== undefined && isStorable(letter.replyTo) ? letter.replyTo : undefined,
    attachments: files.attachments,
  };
  const change = (part: Partial<Letter>) => {
    isTouched.current = true;
    setLetter((now) => ({ ...now, ...part }));
  };
  const fingerprint = JSON.stringify(whole);
  const savedAs = useRef(unsaved === undefined ? fingerprint : '');
  useEffect(() => {
    if (savedAs.current === fingerprint) return;
    savedAs.current = fingerprint;
    isTouched.current = true;
    saver.change(JSON.parse(fingerprint) as Letter);
  }, [fingerprint, saver]);
  useEffect(() => {
    if (unsaved !== undefined) tell(say('saved.restored'), { tone: 'good' });
  }, [unsaved, say]);
  useDiscardUntouched(mailbox, draft, isNew, isTouched);
  const check = useCheck(mailbox, fingerprint, whole);
  const found = check.data;
  const judged = toldYet(found === undefined ? [] : problemsOf(whole, found), isTried);
  const written = { to: letter.to, cc: letter.cc, replyTo: letter.replyTo === undefined ? [] : [letter.replyTo] };
  const unread = (['to', 'cc', 'replyTo'] as const).flatMap((place) =>
    written[place]
      .filter((one) => !isStorable(one))
      .map((address): Problem => ({ place, code: 'bad-address', detail: say('to.bad', { address }), isFault: true })),
  );
  // What is on its way up is attached, for who wrote that it is.
  const problems = [...unread, ...judged.filter(({ code }) => code !== 'nothing-attached' || !files.isBusy)];
  const at = (place: string) => problems.filter((one) => one.place === place);
  const standing = useStanding(box);
  const many = letter.to.length + letter.cc.length;

  const sending = useSending({
    ...{ mailbox, draft: draft.id, saver },
    onSent(sent) {
      isTouched.current = true;
      onSent(sent);
    },
    onNotGone: () => setFault(new Error(say('send.notGone'))),
  });
  const send = async (order: Order = {}) => {
    if (sending.isUnsure) return;
    setTried(true);
    setFault(undefined);
    if (unread[0] !== undefined) return focusPlace(unread[0].place);
    if (files.isBusy) return setFault(new Error(say('files.notYet')));
    setSending(true);
    try {
      const now = await api('POST /mailboxes/{mailbox}/preflight', { mailbox }, { body: whole });
      queries.setQueryData(['preflight', mailbox, fingerprint], now);
      const wrong = problemsOf(whole, now as Preflight).find((one) => one.isFault && !eachHelps(one.code, isEach));
      if (wrong !== undefined) {
        focusPlace(wrong.place);
        return;
      }
      await saver.flush();
      await sending.order({ ...order, individually: isEach && many > 1 });
    } catch (thrown) {
      if (saver.state.is !== 'elsewhere' && saver.state.is !== 'gone') setFault(thrown);
    } finally {
      setSending(false);
    }
  };
  const wordsOf = (what: unknown) =>
    what instanceof Error && what.name === 'Error' ? what.message : faultWords(asFault(what), sayKit);
  // What kept it from going has passed: the files are up; the network, or the server, is back.
  const isHeld = files.isBusy || state.is === 'waiting' || !isOnline;
  useEffect(() => {
    if (!isHeld) setFault(undefined);
  }, [isHeld]);
  const latest = useRef(send);
  latest.current = send;
  const test = async () => {
    setFault(undefined);
    if (files.isBusy) return setFault(new Error(say('files.notYet')));
    try {
      await api('POST /mailboxes/{mailbox}/test-send', { mailbox }, { body: whole });
      tell(say('send.tested'), { tone: 'good' });
    } catch (thrown) {
      setFault(thrown);
    }
  };
  const discard = async () => {
    const question = { title: say('send.discardTitle'), text: say('send.discardText'), action: say('send.discard') };
    if (isTouched.current && !(await ask({ ...question, isDanger: true }))) return;
    setFault(undefined);
    try {
      await api('DELETE /mailboxes/{mailbox}/drafts/{draft}', { mailbox, draft: draft.id });
    } catch (thrown) {
      // Gone already is what was wanted.
      if (asFault(thrown).kind !== 'not-found') return setFault(thrown);
    }
    saver.stop();
    isTouched.current = true;
    forgetUnsaved(mailbox, draft.id);
    tell(say('send.discarded'));
    await navigate({ to: '/posta/$mailbox', params: { mailbox } });
  };
  const choice = useChoice({ mailbox, draft, mine: whole }, { saver, state }, setFault);

  return (
    <div className="write">
      {/* No <form>: dialogs with forms of their own open inside of it. */}
      <section
        className="write-form"
        aria-label={say('page.new')}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || standing !== undefined) return;
          // The field of addresses has just taken what stood in it: that goes, too.
          setTimeout(() => void latest.current(), 0);
        }}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          if (event.dataTransfer.files.length === 0) return;
          event.preventDefault();
          files.add(event.dataTransfer.files);
        }}
      >
        {standing !== undefined && (
          <Notice tone="wait">
            {standing} {box.status === 'frozen' && <Link to={'/sicurezza' as string}>{say('send.unfreeze')}</Link>}
          </Notice>
        )}
        <div className="write-head">
          <div className="write-field">
            <span className="write-label">{say('page.from')}</span>
            <p className="write-from break">{box.address}</p>
          </div>
          <AddressField
            mailbox={mailbox}
            label={say('to.label')}
            place="to"
            value={letter.to}
            onChange={(to) => change({ to: [...to] })}
            about={found?.recipients ?? []}
            problems={at('to')}
            isFocused={letter.to.length === 0}
          />
          {hasCopies ? (
            <AddressField
              mailbox={mailbox}
              label={say('to.cc')}
              place="cc"
              value={letter.cc}
              onChange={(cc) => change({ cc: [...cc] })}
              about={found?.recipients ?? []}
              problems={at('cc')}
              isFocused={letter.cc.length === 0 && isTouched.current}
            />
          ) : (
            <div className="write-field write-aside">
              <button
                type="button"
                className="link-button"
                onClick={() => {
                  isTouched.current = true;
                  showCopies(true);
                }}
              >
                {say('to.more')}
              </button>
            </div>
          )}
          <div className="write-field write-aside">
            <p className="small quiet">{say('to.bcc')}</p>
            {many > 1 && (
              <Checkbox
                label={say('to.each')}
                hint={say('to.eachHint', { count: isEach ? many : 1 })}
                checked={isEach}
                onChange={(event) => setEach(event.target.checked)}
              />
            )}
          </div>
          <div className="write-field">
            <label htmlFor={subjectId}>{say('subject')}</label>
            <div className="write-value">
              <input
                id={subjectId}
                data-place="subject"
                className="input"
                type="text"
                maxLength={900}
                aria-describedby={`${subjectId}-problems`}
                value={letter.subject}
                onChange={(event) => change({ subject: event.target.value })}
              />
              <Problems id={`${subjectId}-problems`} problems={at('subject')} />
            </div>
          </div>
        </div>
        <BodyField
          mailbox={mailbox}
          letter={whole}
          isAnswer={draft.answers !== undefined}
          problems={at('body')}
          onChange={change}
        />
        <FilesField mailbox={mailbox} files={files} problems={at('attachments')} />
        <ReceiptField mailbox={mailbox} letter={letter} found={found} replyProblems={at('replyTo')} onChange={change} />
        <ActionBar
          state={state}
          told={
            sending.isUnsure ? (
              <Notice tone="wait">{say('send.unsure')}</Notice>
            ) : (
              fault !== undefined && <Notice tone="bad">{wordsOf(fault)}</Notice>
            )
          }
          isSending={isSending || sending.isUnsure}
          mayNot={standing !== undefined}
          onSend={send}
          onTest={test}
          onDiscard={discard}
          onMine={choice.mine}
          onTheirs={choice.theirs}
        />
      </section>
      <aside className="write-side">
        <CheckPanel
          letter={whole}
          found={found}
          problems={problems}
          isChecking={check.isFetching}
          isFailed={check.isError}
        />
      </aside>
    </div>
  );
}

/** What each of them may be sent where all together are too many. */
function eachHelps(code: string, isEach: boolean): boolean {
  return isEach && (code === 'too-many-recipients' || code === 'product-too-large');
}

function focusPlace(place: string): void {
  const field = document.querySelector<HTMLElement>(`[data-place=${place}]`);
  (field ?? document.querySelector<HTMLElement>('.check-panel h2'))?.focus();
}

function useCheck(mailbox: string, fingerprint: string, letter: Letter) {
  const settled = useLater(fingerprint, CHECK_AFTER_MS);
  return useQuery({
    queryKey: ['preflight', mailbox, settled],
    queryFn: ({ signal }) =>
      api(
        'POST /mailboxes/{mailbox}/preflight',
        { mailbox },
        { body: JSON.parse(settled) as Letter, signal },
      ) as Promise<Preflight>,
    enabled: letter.to.length + letter.cc.length > 0,
    placeholderData: (before) => before,
    staleTime: 60_000,
    gcTime: 60_000,
    retry: false,
  });
}

/** Why nothing can be sent from here; undefined: it can. */
function useStanding(box: BoxView): string | undefined {
  const say = useTexts(writeTexts);
  const { data: use } = useQuery(useOfBoxQuery(box.id));
  if (box.status === 'frozen') return say('send.frozen');
  if (box.status !== 'active') return say('send.closed');
  if (!box.maySend) return say('send.may');
  if (use !== undefined && use.used >= use.quota) return say('send.full');
  return undefined;
}

/** A draft that was opened and left as it was is not kept. */
function useDiscardUntouched(mailbox: string, { id }: Draft, isNew: boolean, isTouched: { readonly current: boolean }) {
  useEffect(() => {
    if (!isNew) return;
    return () => {
      // After the pretended leaving of React's strict mode the page is still there.
      setTimeout(() => {
        if (isTouched.current || document.querySelector('.write-form') !== null) return;
        api('DELETE /mailboxes/{mailbox}/drafts/{draft}', { mailbox, draft: id }).catch(() => {});
      }, 50);
    };
  }, [mailbox, id, isNew, isTouched]);
}
