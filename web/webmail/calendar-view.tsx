import { type AnswerOf, Badge, formatDay, formatMinute, formatTime, Notice, plain, useLanguage, useTexts } from '#kit';
import { foreignTexts } from './foreign-texts.ts';

type PartAnswer = AnswerOf<'GET /mailboxes/{mailbox}/folders/{folder}/messages/{uid}/parts/{part}/view'>;
type Calendar = Extract<PartAnswer, { kind: 'calendar' }>;
type CalendarEvent = Calendar['events'][number];
type Moment = CalendarEvent['start'];
type Somebody = NonNullable<CalendarEvent['organizer']>;

/** Appointments that came with a message: told, never answered or put anywhere from here. */
export function CalendarView({ calendar }: { readonly calendar: Calendar }) {
  const say = useTexts(foreignTexts);
  return (
    <div className="stack">
      <p className="quiet">{say('event.unchecked')}</p>
      {calendar.events.map((event, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: events have their place alone
        <OneEvent key={at} event={event} purpose={calendar.purpose} />
      ))}
      {calendar.isCut && <p className="quiet">{say('event.more')}</p>}
    </div>
  );
}

function OneEvent({ event, purpose }: { readonly event: CalendarEvent; readonly purpose: Calendar['purpose'] }) {
  const say = useTexts(foreignTexts);
  const { title, where, organizer, people, repeats, text, wantsAnswer } = event;
  const isOff = event.isCancelled || purpose === 'cancellation';
  return (
    <article className="stack">
      <h3 className="break">{title === '' ? say('event.noTitle') : plain(title)}</h3>
      <p>
        <Badge tone={isOff ? 'bad' : 'info'} icon="calendar">
          {say(`event.purpose.${isOff ? 'cancellation' : purpose}`)}
        </Badge>
      </p>
      <dl className="facts facts-card">
        <Fact label={say('event.when')}>
          <When event={event} />
        </Fact>
        {repeats !== undefined && <Fact label={say('event.repeats')}>{say(`event.every.${repeats}`)}</Fact>}
        {where !== '' && <Fact label={say('event.where')}>{plain(where)}</Fact>}
        {organizer !== undefined && (
          <Fact label={say('event.organizer')}>
            <Who who={organizer} />
          </Fact>
        )}
        {people.length > 0 && (
          <Fact label={say('event.people')}>
            <ul className="plain">
              {people.map((who, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: somebody may be named twice
                <li key={at}>
                  <Who who={who} /> · {say(`event.answer.${who.answer}`)}
                </li>
              ))}
            </ul>
          </Fact>
        )}
      </dl>
      {text !== '' && <p className="event-text break">{text.split('\n').map(plain).join('\n')}</p>}
      {wantsAnswer && purpose === 'invitation' && !isOff && (
        <Notice tone="info" title={say('event.asks')}>
          {say('event.asksHow')}
        </Notice>
      )}
    </article>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className="break">{children}</dd>
    </div>
  );
}

function Who({ who: { name, address } }: { readonly who: Somebody }) {
  return <>{name === '' || name === address ? plain(address) : `${plain(name)} <${plain(address)}>`}</>;
}

/** From when to when, in Italian legal time; where other clocks were meant, that is said. */
function When({ event: { start, end } }: { readonly event: CalendarEvent }) {
  const say = useTexts(foreignTexts);
  const language = useLanguage();
  const told = (moment: Moment) => {
    if (moment.kind === 'instant') return formatMinute(moment.at, language);
    return moment.kind === 'day' ? formatDay(moment.day, language) : wallClock(moment.wall, language);
  };
  const endsSameDay =
    start.kind === 'instant' &&
    end?.kind === 'instant' &&
    formatDay(start.at, language) === formatDay(end.at, language);
  const until = endsSameDay ? formatTime(end.at, language).replace(/:\d\d$/, '') : end && told(end);
  const span = until === undefined ? told(start) : say('event.span', { start: told(start), end: until });
  return (
    <>
      {span}
      <br />
      <span className="quiet small">{zoneWords()}</span>
    </>
  );

  function zoneWords(): string {
    if (start.kind === 'day') return say('event.wholeDay');
    if (start.kind === 'clock')
      return start.zone === undefined ? say('event.anyZone') : say('event.otherZone', { zone: plain(start.zone) });
    return start.zone === undefined ? say('event.legalTime') : say('event.legalTimeFrom', { zone: plain(start.zone) });
  }
}

/** A time of clocks somewhere, as it was written: not turned into anything. */
function wallClock(wall: string, language: ReturnType<typeof useLanguage>): string {
  const [day = '', hour = ''] = wall.split('T');
  return `${formatDay(day, language)}, ${hour}`;
}
