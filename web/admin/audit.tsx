import { useState } from 'react';
import { EmptyState, formatMoment, MoreButton, Table, TextField, useLanguage, useTexts } from '#kit';
import { ACTS } from './act-words.ts';
import { ArrivedList, Page } from './page.tsx';
import { useList } from './use-api.ts';
import { useSettled } from './use-settled.ts';
import { frameWords, runningWords } from './words.ts';

/** Who changed what in administration, and who looked into the log: records of the message log, the newest first. */
export function Audit() {
  const say = useTexts(runningWords);
  const frame = useTexts(frameWords);
  const language = useLanguage();
  const actWords = (act: string) => {
    const known = ACTS.find((one) => one === act);
    return known === undefined ? act.replaceAll('-', ' ') : say(`audit.acts.${known}`);
  };
  const [login, setLogin] = useState('');
  const wanted = useSettled(login.trim());
  const list = useList('GET /admin/audit', { query: { limit: 50, ...(wanted !== '' && { login: wanted }) } });
  return (
    <Page title={frame('places.audit')} lead={say('audit.lead')}>
      <div className="filters filters-one">
        <TextField
          label={say('audit.login')}
          type="search"
          value={login}
          onChange={(event) => setLogin(event.target.value)}
        />
      </div>
      <p className="quiet">{say('audit.asWritten')}</p>
      <ArrivedList of={list}>
        <Table
          caption={frame('places.audit')}
          rows={list.rows}
          keyOf={({ at, by, act, on, detail }) => `${at} ${by} ${act} ${on} ${detail}`}
          empty={<EmptyState icon="list" title={say('audit.none')} />}
          columns={[
            { key: 'at', head: say('log.at'), cell: ({ at }) => formatMoment(at, language) },
            {
              key: 'act',
              head: say('audit.act'),
              isHead: true,
              cell: ({ act, detail }) => (
                <>
                  {actWords(act)}
                  {detail !== undefined && (
                    <span className="under break" lang="it">
                      {detail}
                    </span>
                  )}
                </>
              ),
            },
            { key: 'on', head: say('audit.on'), cell: ({ on }) => (on === '' ? '—' : on) },
            { key: 'by', head: say('audit.by'), cell: ({ by }) => <span className="unbroken">{by}</span> },
          ]}
        />
        <MoreButton {...list.more} />
      </ArrivedList>
    </Page>
  );
}
