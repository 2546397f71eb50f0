import { EmptyState, formatMoment, MoreButton, Notice, Table, useLanguage, useTexts } from '#kit';
import { ArrivedList, Page } from './page.tsx';
import { useList } from './use-api.ts';
import { frameWords, runningWords } from './words.ts';

/** The virus store: what was stopped, and kept as the norm asks. Nothing of it is opened here. */
export function Quarantine() {
  const say = useTexts(runningWords);
  const frame = useTexts(frameWords);
  const language = useLanguage();
  const list = useList('GET /admin/quarantine', { query: { limit: 50 } });
  return (
    <Page title={frame('places.quarantine')} lead={say('quarantine.lead')}>
      <Notice>{say('quarantine.kept')}</Notice>
      <ArrivedList of={list}>
        <Table
          caption={frame('places.quarantine')}
          rows={list.rows}
          keyOf={({ id }) => id}
          empty={
            <EmptyState icon="shield" title={say('quarantine.none')}>
              <p>{say('quarantine.noneText')}</p>
            </EmptyState>
          }
          columns={[
            {
              key: 'virus',
              head: say('quarantine.virus'),
              isHead: true,
              cell: ({ virus, identificativo }) => (
                <>
                  {virus}
                  {identificativo !== undefined && (
                    <span className="under">
                      <code className="break">{identificativo}</code>
                    </span>
                  )}
                </>
              ),
            },
            { key: 'at', head: say('log.at'), cell: ({ at }) => formatMoment(at, language) },
            {
              key: 'point',
              head: say('quarantine.point'),
              cell: ({ point }) =>
                point === 'AP' || point === 'InP' || point === 'DP' ? say(`points.${point}`) : point,
            },
            { key: 'from', head: say('log.sender'), cell: ({ sender }) => sender },
            { key: 'to', head: say('log.recipients'), cell: ({ recipients }) => recipients.join(', ') },
          ]}
        />
        <MoreButton {...list.more} />
      </ArrivedList>
    </Page>
  );
}
