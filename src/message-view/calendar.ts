import { type ContentLine, contentLines, isAddress, valueParts } from '#mime';
import { type CalendarMoment, dayAfter, later, readDuration, readMoment } from './calendar-time.ts';
import type { Person } from './people.ts';
import { textOfLines } from './read-text.ts';

/** What a calendar (iCalendar, RFC 5545) asks or tells; nobody vouches for it, and nothing in it is followed. */
export interface CalendarView {
  /** RFC 5546 1.4: what is wanted of the reader. */
  readonly purpose: 'invitation' | 'cancellation' | 'answer' | 'proposal' | 'information';
  readonly events: readonly CalendarEvent[];
  /** There are more events, or more people, than these. */
  readonly isCut: boolean;
}

export interface CalendarEvent {
  readonly title: string;
  readonly start: CalendarMoment;
  /** Of whole days: the last one. */
  readonly end?: CalendarMoment;
  readonly where: string;
  readonly organizer?: Person;
  readonly people: readonly (Person & { readonly answer: Answer })[];
  /** Somebody is asked whether he comes. */
  readonly wantsAnswer: boolean;
  readonly isCancelled: boolean;
  readonly repeats?: 'daily' | 'weekly' | 'monthly' | 'yearly' | 'otherwise';
  readonly text: string;
}

export type Answer = 'open' | 'accepted' | 'declined' | 'tentative' | 'delegated';

const MAX_OCTETS = 1024 * 1024;
const MAX_EVENTS = 20;
const MAX_PEOPLE = 50;
const MAX_LINE = 500;
const MAX_TEXT = 5_000;

const PURPOSES: Readonly<Record<string, CalendarView['purpose']>> = {
  REQUEST: 'invitation',
  ADD: 'invitation',
  CANCEL: 'cancellation',
  REPLY: 'answer',
  COUNTER: 'proposal',
  DECLINECOUNTER: 'proposal',
};

/** Reads the events of a calendar. Undefined when there is none, or when it is too big to be looked at. */
export function readCalendar(octets: Uint8Array): CalendarView | undefined {
  if (octets.length > MAX_OCTETS) return undefined;
  let method = '';
  let isCut = false;
  const events: CalendarEvent[] = [];
  for (const { component, lines } of components(textOfLines(octets))) {
    if (component === 'VCALENDAR') method = one(lines, 'METHOD').toUpperCase();
    if (component !== 'VEVENT') continue;
    isCut ||= events.length === MAX_EVENTS || all(lines, 'ATTENDEE').length > MAX_PEOPLE;
    const event = events.length < MAX_EVENTS ? eventOf(lines) : undefined;
    if (event !== undefined) events.push(event);
  }
  return events.length === 0 ? undefined : { purpose: PURPOSES[method] ?? 'information', events, isCut };
}

interface Component {
  readonly component: string;
  readonly lines: readonly ContentLine[];
}

const MAX_DEPTH = 8;

/** Each with its own lines, not those of what stands inside of it (alarms): the inner ones first, at the end the calendar itself. */
function* components(text: string): Generator<Component> {
  const found: Component[] = [];
  const open: { component: string; lines: ContentLine[] }[] = [];
  for (const line of contentLines(text)) {
    if (line.name === 'BEGIN' && open.length < MAX_DEPTH)
      open.push({ component: line.value.trim().toUpperCase(), lines: [] });
    else if (line.name === 'END') found.push(...open.splice(-1));
    else open.at(-1)?.lines.push(line);
  }
  // One that was cut off is read as far as it goes.
  found.push(...open);
  yield* found.filter(({ component }) => component === 'VCALENDAR');
  yield* found.filter(({ component }) => component !== 'VCALENDAR');
}

function eventOf(lines: readonly ContentLine[]): CalendarEvent | undefined {
  const start = momentOf(lines, 'DTSTART');
  if (start === undefined) return undefined;
  const people = all(lines, 'ATTENDEE').slice(0, MAX_PEOPLE);
  const organizer = all(lines, 'ORGANIZER').map(personOf)[0];
  const end = endOf(lines, start);
  const frequency = /(?:^|;)FREQ=([A-Z]+)/i.exec(one(lines, 'RRULE'))?.[1]?.toUpperCase();
  return {
    title: told(lines, 'SUMMARY', MAX_LINE),
    start,
    ...(end && { end }),
    where: told(lines, 'LOCATION', MAX_LINE),
    ...(organizer && { organizer }),
    people: people.map((line) => ({ ...personOf(line), answer: answerOf(line) })),
    wantsAnswer: people.some(({ params }) => params.get('RSVP')?.[0]?.toUpperCase() === 'TRUE'),
    isCancelled: one(lines, 'STATUS').toUpperCase() === 'CANCELLED',
    ...(frequency !== undefined && { repeats: FREQUENCIES[frequency] ?? 'otherwise' }),
    text: told(lines, 'DESCRIPTION', MAX_TEXT),
  };
}

const FREQUENCIES: Readonly<Record<string, NonNullable<CalendarEvent['repeats']>>> = {
  DAILY: 'daily',
  WEEKLY: 'weekly',
  MONTHLY: 'monthly',
  YEARLY: 'yearly',
};

function momentOf(lines: readonly ContentLine[], name: string): CalendarMoment | undefined {
  const [line] = all(lines, name);
  return line && readMoment(line.value.trim(), line.params.get('TZID')?.[0]);
}

/** The end of whole days is told as the day after the last one (RFC 5545 3.6.1). */
function endOf(lines: readonly ContentLine[], start: CalendarMoment): CalendarMoment | undefined {
  const end = momentOf(lines, 'DTEND');
  const duration = readDuration(one(lines, 'DURATION'));
  const until = end ?? (duration === undefined ? undefined : later(start, duration));
  if (until?.kind === 'day' && start.kind === 'day') {
    const last = dayAfter(until.day, -1);
    return last > start.day ? { kind: 'day', day: last } : undefined;
  }
  return until;
}

const ANSWERS: Readonly<Record<string, Answer>> = {
  ACCEPTED: 'accepted',
  DECLINED: 'declined',
  TENTATIVE: 'tentative',
  DELEGATED: 'delegated',
};

function answerOf({ params }: ContentLine): Answer {
  return ANSWERS[params.get('PARTSTAT')?.[0]?.toUpperCase() ?? ''] ?? 'open';
}

/** `ORGANIZER;CN=Anna Neri:mailto:anna@x.example` (RFC 5545 3.3.3); what is no address is told as it is written. */
function personOf({ value, params }: ContentLine): Person {
  const written = value.trim().replace(/^mailto:/i, '');
  const address = isAddress(written) ? written : written.slice(0, MAX_LINE);
  return { name: (params.get('CN')?.[0] ?? '').slice(0, MAX_LINE), address };
}

function all(lines: readonly ContentLine[], name: string): readonly ContentLine[] {
  return lines.filter((line) => line.name === name);
}

function one(lines: readonly ContentLine[], name: string): string {
  return all(lines, name)[0]?.value.trim() ?? '';
}

/** A text without its escapes (RFC 5545 3.3.11). */
function told(lines: readonly ContentLine[], name: string, most: number): string {
  return valueParts(one(lines, name), ';').join(';').trim().slice(0, most);
}
