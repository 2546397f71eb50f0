import { type FormEvent, useState } from 'react';
import { api, Badge, Button, ErrorLine, formatMinute, plain, Table, TextArea, tell, useLanguage, useTexts } from '#kit';
import { secureTexts } from './secure-texts.ts';
import type { Again, Security } from './secure-types.ts';
import { useDoing } from './use-doing.ts';
import { isStorable } from './write-addresses.ts';

export function SessionsCard({
  sessions,
  onDone,
}: {
  readonly sessions: Security['sessions'];
  readonly onDone: Again;
}) {
  const say = useTexts(secureTexts);
  const language = useLanguage();
  const doing = useDoing();
  const end = (session: string) =>
    doing.go(async () => {
      await api('DELETE /security/sessions/{session}', { session });
      tell(say('sessions.ended'));
      await onDone();
    });
  return (
    <section className="card stack" aria-labelledby="sessions">
      <h2 id="sessions">{say('sessions.title')}</h2>
      <ErrorLine fault={doing.fault} />
      <Table
        caption={say('sessions.caption')}
        rows={sessions}
        keyOf={({ id }) => id}
        columns={[
          {
            key: 'device',
            head: say('sessions.device'),
            isHead: true,
            cell: ({ device, isThis }) => (
              <span>
                {plain(device)} {isThis && <Badge tone="info">{say('sessions.this')}</Badge>}
              </span>
            ),
          },
          { key: 'peer', head: say('sessions.from'), cell: ({ peer }) => peer },
          { key: 'since', head: say('sessions.since'), cell: ({ since }) => formatMinute(since, language) },
          { key: 'seen', head: say('sessions.seen'), cell: ({ lastSeen }) => formatMinute(lastSeen, language) },
          {
            key: 'act',
            head: say('sessions.act'),
            cell: ({ id, isThis, device }) =>
              !isThis && (
                <Button
                  size="sm"
                  look="quiet"
                  aria-label={say('sessions.endOf', { device })}
                  onClick={() => void end(id)}
                >
                  {say('sessions.end')}
                </Button>
              ),
          },
        ]}
      />
      {sessions.length > 1 && (
        <div>
          <Button isBusy={doing.isBusy} onClick={() => void end('others')}>
            {say('sessions.others')}
          </Button>
        </div>
      )}
    </section>
  );
}

export function NoticesCard({ addresses, onDone }: { readonly addresses: readonly string[]; readonly onDone: Again }) {
  const say = useTexts(secureTexts);
  const [text, setText] = useState(addresses.join('\n'));
  const [error, setError] = useState<string>();
  const doing = useDoing();
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const next = text.split(/[\s,;]+/).filter(Boolean);
    const wrong = next.find((one) => !isStorable(one));
    setError(wrong === undefined ? undefined : say('notices.wrong', { address: wrong }));
    if (wrong !== undefined) return;
    await doing.go(async () => {
      await api('PUT /security/notice-addresses', {}, { body: { addresses: next } });
      tell(say('notices.saved'), { tone: 'good' });
      await onDone();
    });
  };
  return (
    <section className="card" aria-labelledby="notices">
      <form className="stack secure-form" onSubmit={(event) => void save(event)} noValidate>
        <h2 id="notices">{say('notices.title')}</h2>
        <p className="quiet">{say('notices.why')}</p>
        <TextArea
          label={say('notices.label')}
          rows={3}
          value={text}
          error={error}
          onChange={(event) => setText(event.target.value)}
        />
        <ErrorLine fault={doing.fault} />
        <div>
          <Button type="submit" isBusy={doing.isBusy}>
            {say('notices.save')}
          </Button>
        </div>
      </form>
    </section>
  );
}

export function HappeningsCard({ happenings }: { readonly happenings: Security['happenings'] }) {
  const say = useTexts(secureTexts);
  const language = useLanguage();
  return (
    <section className="card stack" aria-labelledby="happenings">
      <h2 id="happenings">{say('happenings.title')}</h2>
      {happenings.length === 0 && <p className="quiet">{say('happenings.none')}</p>}
      <ul className="plain lines">
        {happenings.slice(0, 30).map(({ at, kind, text }) => (
          <li key={`${at} ${kind}`} className="happening">
            <span className="quiet small">{formatMinute(at, language)}</span>
            <span className="break">{plain(text)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
