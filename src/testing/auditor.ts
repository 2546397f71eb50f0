import { auditMessage, historiesOf } from '#message-log';
import { domainOf, sameAddress } from '#mime';
import { QUEUE_LIFE_MS, wire } from '#pec';
import type { AuditFinding, LogRecord, StoredLogRecord } from '#ports';
import type { World } from './world.ts';
import type { Found } from './world-mail.ts';
import type { Member } from './world-member.ts';

/** How the auditor reads a provider: its log, its mailboxes, what it still owes. */
interface Books {
  readonly member: Member;
  readonly log: readonly StoredLogRecord[];
  /** By address. */
  readonly boxes: ReadonlyMap<string, readonly Found[]>;
  /** How many messages stand in `Sent`, by address. */
  readonly sent: ReadonlyMap<string, number>;
  readonly now: number;
  readonly wasDown: boolean;
}

export interface WorldAudit {
  /** The clock jumped over what was due: notices may be late. */
  readonly wasDown?: boolean;
}

/**
 * Everything that is wrong in the world once all is quiet and more than 24 hours have passed: the invariants over each log
 * (spec 15.4), and what the logs, the mailboxes and the jobs say of each other. One line for each finding; empty when all is well.
 */
export async function auditWorld(world: World, { wasDown = false }: WorldAudit = {}): Promise<readonly string[]> {
  const all = await Promise.all(world.members().map((member) => openBooks(world, member, wasDown)));
  const unheard = takenAndUnheard(all);
  const found = await Promise.all(all.map((books) => auditProvider(books, unheard)));
  return [...found.flat(), ...compareProviders(all)];
}

async function openBooks(world: World, member: Member, wasDown: boolean): Promise<Books> {
  const mailboxes = await member.disk.inspect.mailboxes();
  const boxes = new Map<string, readonly Found[]>();
  const sent = new Map<string, number>();
  for (const { address, id } of mailboxes) {
    boxes.set(address, [...(await world.inbox(address)), ...(await world.folder(address, 'Ricevute'))]);
    sent.set(address, (await member.disk.inspect.items(id, 'Sent')).length);
  }
  return { member, log: await world.log(member.spec.key), boxes, sent, now: world.clock.now(), wasDown };
}

async function auditProvider(books: Books, unheard: ReadonlySet<string>): Promise<readonly string[]> {
  const { member } = books;
  const isExplained = ({ invariant, identificativo, recipient = '' }: AuditFinding) =>
    invariant === 'I4' && unheard.has(`${identificativo} ${recipient.toLowerCase()}`);
  const findings = (await judged(books))
    .filter((finding) => !isExplained(finding))
    .map(
      ({ invariant, identificativo, recipient = '', problem }) =>
        `${invariant} ${identificativo} ${recipient}: ${problem}`,
    );
  const all = [
    ...findings,
    ...(await debts(books)),
    ...repeated(books),
    ...unkept(books),
    ...unsent(books),
    ...(await unstored(books)),
  ];
  return all.map((line) => `${member.spec.key}: ${line}`);
}

/** What the auditor of the house finds, over the log and what is kept beside it. */
async function judged({ member, log, now, wasDown }: Books): Promise<readonly AuditFinding[]> {
  const own = member.spec.pecDomains.map(({ name }) => name);
  const question = { now, wasDown, isOwnDomain: (domain: string) => own.includes(domain.toLowerCase()) };
  const { inspect } = member.disk;
  const found: AuditFinding[] = [];
  for (const history of historiesOf(log)) {
    const { identificativo } = history;
    const [dispatch, tracking] = await Promise.all([
      inspect.dispatch(identificativo),
      inspect.tracking(identificativo),
    ]);
    found.push(...auditMessage({ ...history, kept: { tracking, ...(dispatch && { dispatch }) } }, question));
  }
  return found;
}

/**
 * Recipients for whom charge was taken, though the sender's provider could not be told of it for a whole day: its auditor rightly misses
 * the receipt, and nothing is wrong with anybody.
 */
function takenAndUnheard(all: readonly Books[]): ReadonlySet<string> {
  return new Set(
    all.flatMap(({ log }) => {
      const givenUp = new Map(
        eventsOf(log, 'SmtpErrore').flatMap(({ related = [], instant }) => related.map((id) => [id, instant])),
      );
      return eventsOf(log, 'PresaInCarico')
        .filter(({ related = [], instant }) => related.some((id) => (givenUp.get(id) ?? 0) >= instant + QUEUE_LIFE_MS))
        .flatMap(({ identificativo, ricezione = [] }) =>
          ricezione.map((address) => `${identificativo} ${address.toLowerCase()}`),
        );
    }),
  );
}

/** Nothing owed: no job waits, no deadline is open, and each certified recipient was tracked. */
async function debts({ member, log, now }: Books): Promise<readonly string[]> {
  const { inspect } = member.disk;
  const jobs = await inspect.jobs(10_000);
  const lines = jobs.map(
    ({ work, attempts, lastError = '' }) => `a job is owed: ${work.kind}, ${attempts} attempts, ${lastError}`,
  );
  for (const { identificativo = '', destinatari = [], instant } of eventsOf(log, 'Accettazione')) {
    const rows = await inspect.tracking(identificativo);
    const certified = destinatari.filter(({ type }) => type === 'certificato');
    if (rows.length !== certified.length)
      lines.push(`${identificativo}: ${rows.length} of ${certified.length} recipients are tracked`);
    const open = rows.filter(({ dueAt }) => dueAt !== undefined && now - instant > 24 * 3_600_000);
    lines.push(...open.map(({ recipient, state }) => `${identificativo}: ${recipient} is still ${state}`));
  }
  return lines;
}

const eventsOf = (log: readonly StoredLogRecord[], ...events: readonly LogRecord['event'][]) =>
  log.filter(({ event }) => events.includes(event));

/** Nothing twice: one mailbox holds one message once. Anomalies keep the Message-ID of what they enclose, and so count apart. */
function repeated({ boxes }: Books): readonly string[] {
  const lines: string[] = [];
  for (const [address, found] of boxes) {
    const seen = new Set<string>();
    for (const { number, message } of found) {
      const name = `${number} ${message.messageId}`;
      if (number !== 'M6' && seen.has(name)) lines.push(`${address} holds ${name} twice`);
      seen.add(name);
    }
  }
  return lines;
}

const { RICEVUTA } = wire;

/** Nothing lost between log and mailboxes: what the log says was given to a holder is there, once; what it says failed is not. */
function unkept({ log, boxes }: Books): readonly string[] {
  const lines: string[] = [];
  const count = (address: string, matches: (found: Found) => boolean) =>
    [...boxes].find(([known]) => sameAddress(known, address))?.[1].filter(matches).length ?? 0;
  const expect = (wanted: number, address: string, what: string, matches: (found: Found) => boolean) => {
    const there = count(address, matches);
    if (there !== wanted) lines.push(`${address} holds ${there} of ${wanted}: ${what}`);
  };
  const holds = (address: string) => [...boxes.keys()].some((known) => sameAddress(known, address));
  for (const { event, point, identificativo, mittente = '', consegna, tipo, messageId } of log) {
    const same = (found: Found) => found.daticert?.identificativo === identificativo;
    const issued = (found: Found) => found.message.messageId === messageId;
    if (event === 'Accettazione')
      expect(1, mittente, `M1 of ${identificativo}`, (found) => found.number === 'M1' && same(found));
    if (['PreavvisoMancataConsegna', 'MancataConsegnaVirus'].includes(event))
      expect(1, mittente, `${messageId}`, issued);
    if (event === 'MancataConsegna' && point === 'AP') expect(1, mittente, `${messageId}`, issued);
    if (event === 'Consegna')
      expect(1, consegna!, `M4 ${identificativo}`, (found) => found.number === 'M4' && same(found));
    if ((event === 'MancataConsegna' && point === 'DP') || event === 'RilevazioneVirus')
      expect(0, consegna!, `M4 ${identificativo}`, (found) => found.number === 'M4' && same(found));
    const isReceipt = tipo === RICEVUTA.avvenutaConsegna || tipo === RICEVUTA.erroreConsegna;
    const receipt = (found: Found) =>
      found.daticert?.tipo === tipo && same(found) && found.daticert?.consegna === consegna;
    if (event === 'RicezioneRicevuta' && isReceipt && holds(mittente))
      expect(1, mittente, `${tipo} ${identificativo} ${consegna}`, receipt);
  }
  return lines;
}

/** Everything accepted of a holder, and nothing else, stands in his `Sent`. */
function unsent({ log, sent }: Books): readonly string[] {
  const accepted = eventsOf(log, 'Accettazione');
  return [...sent].flatMap(([address, there]) => {
    const wanted = accepted.filter(({ mittente = '' }) => sameAddress(mittente, address)).length;
    return wanted === there ? [] : [`${address} holds ${there} of ${wanted} messages it sent`];
  });
}

const isOwn = ({ spec }: Member, address = '') => spec.pecDomains.some(({ name }) => name === domainOf(address));

/** What the log names is stored, byte for byte as it was measured. */
async function unstored({ member, log }: Books): Promise<readonly string[]> {
  const lines: string[] = [];
  const names = new Set(log.flatMap(({ related = [] }) => related));
  for (const name of names) {
    if ((await member.disk.inspect.message(name)) === undefined)
      lines.push(`the log names the message ${name}, which is not stored`);
  }
  return lines;
}

/**
 * Nothing lost between providers: every outcome that one issued, the other has heard of, or the queue gave it up when the other
 * could not be reached for a whole day (RFC 6109 2.2.2).
 */
function compareProviders(all: readonly Books[]): readonly string[] {
  const lines: string[] = [];
  const heardOf = new Map(all.map((books) => [books, new Set(eventsHeard(books).map(outcomeName))]));
  for (const { log } of all) {
    const outcomes = eventsOf(log, 'Consegna', 'MancataConsegna', 'RilevazioneVirus').filter(
      ({ point }) => point !== 'AP',
    );
    const givenUp = Map.groupBy(eventsOf(log, 'SmtpErrore'), ({ identificativo }) => identificativo);
    for (const outcome of outcomes) {
      const { event, identificativo, mittente = '', consegna, instant } = outcome;
      const sender = all.find((other) => isOwn(other.member, mittente));
      if (sender === undefined || heardOf.get(sender)!.has(outcomeName(outcome))) continue;
      if (givenUp.get(identificativo)?.some((end) => end.instant >= instant + QUEUE_LIFE_MS)) continue;
      lines.push(`${sender.member.spec.key} never heard of ${event} ${consegna} ${identificativo}`);
    }
  }
  return lines.map((line) => `world: ${line}`);
}

const eventsHeard = ({ log }: Books) => log.filter(({ event }) => event.startsWith('Ricezione'));
const outcomeName = ({ identificativo, tipo, consegna }: LogRecord) => `${identificativo} ${tipo} ${consegna}`;
