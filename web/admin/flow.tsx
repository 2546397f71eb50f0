import { useEffect, useRef, useState } from 'react';
import { announce, Badge, Button, EmptyState, formatTime, Notice, Table, urlOf, useLanguage, useTexts } from '#kit';
import { type FlowRow, readFlow, withFlow } from './flow-rows.ts';
import { eventTone, isEvent } from './log-words.ts';
import { Page } from './page.tsx';
import { frameWords, runningWords } from './words.ts';

const SHOWN_EVERY_MS = 500;
const SPOKEN_EVERY_MS = 15_000;

/** What happens, as it happens. It can be stopped to be read; who listens is told how many came, not each one. */
export function Flow() {
  const say = useTexts(runningWords);
  const frame = useTexts(frameWords);
  const language = useLanguage();
  const [isPaused, pause] = useState(false);
  const { rows, waiting, isLost } = useFlow(isPaused);
  return (
    <Page
      title={frame('places.flow')}
      lead={say('flow.lead')}
      actions={
        <Button look={isPaused ? 'primary' : 'outline'} aria-pressed={isPaused} onClick={() => pause(!isPaused)}>
          {isPaused ? say('flow.resume', { count: waiting }) : say('flow.pause')}
        </Button>
      }
    >
      {isLost && <Notice tone="wait">{say('flow.lost')}</Notice>}
      <Table
        caption={frame('places.flow')}
        rows={rows}
        keyOf={({ seq }) => String(seq)}
        empty={
          <EmptyState icon="chart-line" title={say('flow.none')}>
            <p>{say('flow.noneText')}</p>
          </EmptyState>
        }
        columns={[
          { key: 'at', head: say('log.at'), cell: ({ at }) => formatTime(at, language) },
          { key: 'event', head: say('log.event'), isHead: true, cell: ({ event }) => <EventBadge event={event} /> },
          { key: 'from', head: say('log.sender'), cell: ({ from }) => from ?? '—' },
          { key: 'to', head: say('log.recipients'), cell: ({ to }) => to.join(', ') || '—' },
          { key: 'provider', head: say('flow.provider'), cell: ({ provider }) => provider ?? '—' },
        ]}
      />
    </Page>
  );
}

export function EventBadge({ event }: { event: string }) {
  const say = useTexts(runningWords);
  return <Badge tone={eventTone(event)}>{isEvent(event) ? say(`events.${event}`) : event}</Badge>;
}

/** Events are gathered for half a second: a page that changes a hundred times in a second cannot be read. */
function useFlow(isPaused: boolean) {
  const say = useTexts(runningWords);
  const [rows, setRows] = useState<readonly FlowRow[]>([]);
  const [waiting, setWaiting] = useState(0);
  const [isLost, setLost] = useState(false);
  const gathered = useRef<FlowRow[]>([]);
  const spoken = useRef(0);
  useEffect(() => {
    const source = new EventSource(urlOf('GET /admin/flow', {}));
    const take = ({ data }: MessageEvent<string>) => {
      const row = readFlow(data);
      if (row !== undefined) gathered.current = [...gathered.current.slice(-500), row];
    };
    source.addEventListener('message', take);
    source.addEventListener('flow', take);
    source.onopen = () => setLost(false);
    source.onerror = () => setLost(true);
    return () => source.close();
  }, []);
  useEffect(() => {
    const timer = setInterval(() => {
      setWaiting(gathered.current.length);
      if (isPaused || gathered.current.length === 0) return;
      const news = gathered.current;
      gathered.current = [];
      spoken.current += news.length;
      setRows((before) => withFlow(before, news));
    }, SHOWN_EVERY_MS);
    return () => clearInterval(timer);
  }, [isPaused]);
  useEffect(() => {
    const timer = setInterval(() => {
      if (spoken.current > 0) announce(say('flow.spoken', { count: spoken.current }));
      spoken.current = 0;
    }, SPOKEN_EVERY_MS);
    return () => clearInterval(timer);
  }, [say]);
  return { rows, waiting, isLost };
}
