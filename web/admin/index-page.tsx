import { useEffect, useState } from 'react';
import {
  Badge,
  Button,
  ErrorLine,
  formatDay,
  formatMinute,
  formatNumber,
  Notice,
  serverNow,
  Table,
  useLanguage,
  useMe,
  useTexts,
} from '#kit';
import { commonName } from './distinguished-name.ts';
import { HeldIndex } from './held-index.tsx';
import { Arrived, Facts, Page, Panel } from './page.tsx';
import { hasRole } from './roles.ts';
import { useAct, useAnswer } from './use-api.ts';
import { frameWords, runningWords } from './words.ts';

const PLACES = ['signing', 'next', 'also published', 'doors'] as const;
const isPlace = (place: string): place is (typeof PLACES)[number] => PLACES.some((one) => one === place);
const SOON_MS = 60 * 86_400_000;

/** The index of providers as we hold it, and our own certificates. */
export function IndexPage() {
  const frame = useTexts(frameWords);
  const say = useTexts(runningWords);
  return (
    <Page title={frame('places.index')} lead={say('index.lead')}>
      <Certificates />
      <Index />
    </Page>
  );
}

function Certificates() {
  const say = useTexts(runningWords);
  const language = useLanguage();
  const asked = useAnswer('GET /admin/certificates');
  const now = serverNow();
  return (
    <Panel title={say('certificates.title')}>
      <Arrived of={asked}>
        {(all) => (
          <ul className="cards">
            {all.map(({ role, subject, issuer, serial, from, to, place, usesToday }) => {
              const left = Date.parse(to) - now;
              return (
                <li className="card" key={`${role} ${serial} ${place}`}>
                  <h3>
                    {say(`certificates.roles.${role}`)}
                    {left < SOON_MS && (
                      <Badge tone={left < 0 ? 'bad' : 'wait'} icon="clock">
                        {left < 0 ? say('certificates.over') : say('certificates.soon')}
                      </Badge>
                    )}
                  </h3>
                  <Facts
                    rows={[
                      [say('certificates.subject'), commonName(subject)],
                      [say('certificates.issuer'), commonName(issuer)],
                      [
                        say('certificates.valid'),
                        say('certificates.fromTo', { from: formatDay(from, language), to: formatDay(to, language) }),
                      ],
                      [say('certificates.serial'), <code key="serial">{serial}</code>],
                      [say('certificates.place'), isPlace(place) ? say(`certificates.places.${place}`) : place],
                      usesToday !== undefined && [say('certificates.uses'), formatNumber(usesToday, language)],
                    ]}
                  />
                </li>
              );
            })}
          </ul>
        )}
      </Arrived>
    </Panel>
  );
}

const EVERY_MS = 30_000;
const AGAIN_MS = 1_000;
/** Who serves the index is slow, or away. */
const MOST_MS = 30_000;

/** The index as we hold it. It is fetched behind the scenes: until what was asked for has come, one looks again and again. */
function useIndex() {
  const [isAwaited, setAwaited] = useState(false);
  const asked = useAnswer('GET /admin/index', {}, { everyMs: isAwaited ? AGAIN_MS : EVERY_MS });
  const copy = `${asked.data?.asOf} ${asked.data?.held?.loss}`;
  const [before, setBefore] = useState(copy);
  useEffect(() => {
    if (!isAwaited) return;
    const end = setTimeout(() => setAwaited(false), MOST_MS);
    return () => clearTimeout(end);
  }, [isAwaited]);
  if (isAwaited && copy !== before) setAwaited(false);
  const awaitFetch = () => {
    setBefore(copy);
    setAwaited(true);
  };
  return { asked, isAwaited, awaitFetch };
}

function Index() {
  const say = useTexts(runningWords);
  const language = useLanguage();
  const isOperator = hasRole(useMe(), 'operator');
  const { asked, isAwaited, awaitFetch } = useIndex();
  const doing = useAct('POST /admin/index/refresh', { told: say('index.refreshed'), done: awaitFetch });
  return (
    <Panel
      title={say('index.title')}
      actions={
        isOperator && (
          <Button size="sm" icon="refresh" isBusy={doing.isPending || isAwaited} onClick={() => doing.mutate({})}>
            {say('index.refresh')}
          </Button>
        )
      }
    >
      <ErrorLine fault={doing.error} />
      <Arrived of={asked}>
        {({ asOf, isOverdue, held, providers }) => (
          <>
            {held !== undefined && <HeldIndex held={held} onAccepted={awaitFetch} />}
            {isOverdue && <Notice tone="wait">{say('index.overdue')}</Notice>}
            <p>
              {asOf === undefined ? say('index.never') : say('index.asOf', { when: formatMinute(asOf, language) })}{' '}
              {say('index.providers', { count: providers.length })}
            </p>
            <Table
              caption={say('index.title')}
              rows={providers}
              keyOf={({ name, mailReceipt }) => `${name} ${mailReceipt}`}
              columns={[
                { key: 'name', head: say('index.name'), isHead: true, cell: ({ name }) => name },
                {
                  key: 'domains',
                  head: say('index.domains'),
                  isNumber: true,
                  cell: ({ domains }) => formatNumber(domains, language),
                },
                {
                  key: 'certificates',
                  head: say('certificates.title'),
                  isNumber: true,
                  cell: ({ certificates }) => formatNumber(certificates, language),
                },
                { key: 'receipts', head: say('index.receipts'), cell: ({ mailReceipt }) => mailReceipt },
              ]}
            />
          </>
        )}
      </Arrived>
    </Panel>
  );
}
