import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import {
  type AnswerOf,
  api,
  ask,
  Badge,
  Button,
  Dialog,
  ErrorLine,
  ErrorState,
  formatMinute,
  plain,
  Skeleton,
  Table,
  TextField,
  tell,
  useLanguage,
  useTexts,
} from '#kit';
import { SecretDialog } from './team-secret.tsx';
import { teamTexts } from './team-texts.ts';
import { useDoing } from './use-doing.ts';
import { useNames } from './use-people.ts';

type Webhook = AnswerOf<'GET /mailboxes/{mailbox}/webhooks'>[number];
const ASK_MS = 5_000;
const STATE_TONES = { on: 'good', off: 'plain', failing: 'bad' } as const;

/** Where events are told, and how that went. */
export function Webhooks({ mailbox }: { readonly mailbox: string }) {
  const say = useTexts(teamTexts);
  const queries = useQueryClient();
  const [url, setUrl] = useState('');
  const [secret, setSecret] = useState<string>();
  const [tried, setTried] = useState<Webhook>();
  const doing = useDoing();
  const nameOf = useNames(mailbox);
  const list = useQuery({
    queryKey: ['webhooks', mailbox],
    queryFn: ({ signal }) => api('GET /mailboxes/{mailbox}/webhooks', { mailbox }, { signal }),
    // One that fails, or answers again, is seen without loading the page anew.
    refetchInterval: ASK_MS,
  });
  const again = () => queries.invalidateQueries({ queryKey: ['webhooks', mailbox] });
  const add = (event: FormEvent) => {
    event.preventDefault();
    void doing.go(async () => {
      setSecret((await api('POST /mailboxes/{mailbox}/webhooks', { mailbox }, { body: { url: url.trim() } })).secret);
      setUrl('');
      await again();
    });
  };
  const turn = (webhook: string, state: 'on' | 'off') =>
    void doing.go(async () => {
      await api('PATCH /mailboxes/{mailbox}/webhooks/{webhook}', { mailbox, webhook }, { body: { state } });
      await again();
    });
  const tryOut = (webhook: string) =>
    void doing.go(async () => {
      const { status } = await api('POST /mailboxes/{mailbox}/webhooks/{webhook}/trial', { mailbox, webhook });
      const isTaken = status !== undefined && status >= 200 && status < 300;
      const answer = status ?? say('developers.noAnswer');
      tell(say(isTaken ? 'developers.trialGood' : 'developers.trialBad', { answer }), {
        tone: isTaken ? 'good' : 'bad',
      });
      await queries.invalidateQueries({ queryKey: ['tries', mailbox, webhook] });
    });
  const remove = async (webhook: string) => {
    const question = { title: say('developers.removeTitle'), text: say('developers.removeText') };
    if (!(await ask({ ...question, action: say('developers.remove'), isDanger: true }))) return;
    await doing.go(async () => {
      await api('DELETE /mailboxes/{mailbox}/webhooks/{webhook}', { mailbox, webhook });
      await again();
    });
  };
  return (
    <section className="card stack" aria-labelledby="webhooks">
      <h2 id="webhooks">{say('developers.webhooks')}</h2>
      <p className="quiet">{say('developers.webhooksWhy')}</p>
      {list.isPending && <Skeleton />}
      {list.isError && <ErrorState fault={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && <p>{say('developers.noWebhooks')}</p>}
      <ul className="plain lines">
        {list.data?.map((one) => (
          <li key={one.id} className="line">
            <div>
              <p className="row">
                <strong className="break">{plain(one.url)}</strong>
                <Badge tone={STATE_TONES[one.state]}>{say(`developers.${one.state}`)}</Badge>
              </p>
              {one.by !== undefined && (
                <p className="quiet small break" title={nameOf(one.by).title}>
                  {say('developers.webhookBy', { who: nameOf(one.by).name })}
                </p>
              )}
              {one.lastFailure !== undefined && (
                <p className="check-bad small break">
                  {say(`developers.why.${one.lastFailure.why}`, {
                    status: one.lastFailure.status ?? '',
                    text: plain(one.lastFailure.text),
                  })}
                </p>
              )}
            </div>
            <div className="row">
              <Button
                size="sm"
                look="quiet"
                isBusy={doing.isBusy}
                aria-label={say('developers.trialOf', { url: one.url })}
                onClick={() => tryOut(one.id)}
              >
                {say('developers.trial')}
              </Button>
              <Button
                size="sm"
                look="quiet"
                aria-label={say('developers.triesOf', { url: one.url })}
                onClick={() => setTried(one)}
              >
                {say('developers.tries')}
              </Button>
              <Button size="sm" look="quiet" onClick={() => turn(one.id, one.state === 'off' ? 'on' : 'off')}>
                {one.state === 'off' ? say('developers.turnOn') : say('developers.turnOff')}
              </Button>
              <Button
                size="sm"
                look="quiet"
                aria-label={say('developers.removeOf', { url: one.url })}
                onClick={() => void remove(one.id)}
              >
                {say('developers.remove')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
      <form className="stack secure-form" onSubmit={add}>
        <TextField
          label={say('developers.url')}
          type="url"
          required
          value={url}
          onChange={(event) => setUrl(event.target.value)}
        />
        <ErrorLine fault={doing.fault} />
        <div>
          <Button type="submit" icon="plus" isBusy={doing.isBusy}>
            {say('developers.addWebhook')}
          </Button>
        </div>
      </form>
      {secret !== undefined && <SecretDialog id={undefined} secret={secret} onClose={() => setSecret(undefined)} />}
      {tried !== undefined && <TriesDialog mailbox={mailbox} webhook={tried} onClose={() => setTried(undefined)} />}
    </section>
  );
}

function TriesDialog({
  mailbox,
  webhook: { id, url },
  onClose,
}: {
  readonly mailbox: string;
  readonly webhook: Webhook;
  readonly onClose: () => void;
}) {
  const say = useTexts(teamTexts);
  const language = useLanguage();
  const tries = useQuery({
    queryKey: ['tries', mailbox, id],
    queryFn: ({ signal }) =>
      api('GET /mailboxes/{mailbox}/webhooks/{webhook}/tries', { mailbox, webhook: id }, { signal }),
    refetchInterval: ASK_MS,
  });
  const outcomeOf = (status: number | undefined, text: string) => {
    if (status === undefined) return say('developers.why.unreachable', { text: plain(text) });
    return say(status >= 200 && status < 300 ? 'developers.taken' : 'developers.why.answered', { status });
  };
  return (
    <Dialog title={say('developers.triesOf', { url })} size="lg" onClose={onClose}>
      {tries.isPending && <Skeleton />}
      <ErrorLine fault={tries.error} />
      {tries.data !== undefined && (
        <Table
          caption={say('developers.tries')}
          rows={tries.data.items}
          keyOf={({ at, cursor }) => `${at} ${cursor}`}
          empty={<p>{say('developers.noTries')}</p>}
          columns={[
            { key: 'at', head: say('developers.when'), isHead: true, cell: ({ at }) => formatMinute(at, language) },
            {
              key: 'status',
              head: say('developers.status'),
              cell: ({ status }) => status ?? say('developers.noAnswer'),
            },
            {
              key: 'ms',
              head: say('developers.time'),
              isNumber: true,
              cell: ({ ms }) => say('developers.ms', { count: ms }),
            },
            { key: 'text', head: say('developers.text'), cell: ({ status, text }) => outcomeOf(status, text) },
          ]}
        />
      )}
    </Dialog>
  );
}
