import { memoryScanner } from '#adapters/memory';
import { auditMessage, historiesOf } from '#message-log';
import { sameAddress } from '#mime';
import type { AuditFinding, AuditQuestion, LogEvent, LogRecord } from '#ports';
import { simulate, type World } from '#testing';

type Records = readonly LogRecord[];

/** A fault put into the records of one message, where they give an occasion for it. */
export interface InjectedFault {
  readonly invariant: AuditFinding['invariant'];
  readonly fault: string;
  inject(records: Records): Records | undefined;
}

const heard = (tipo: string) => (record: LogRecord) => record.event === 'RicezioneRicevuta' && record.tipo === tipo;
const is = (event: LogEvent, code = '') => {
  return (record: LogRecord) => record.event === event && (record.erroreEsteso ?? '').startsWith(code);
};
const isFirstWarning = is('PreavvisoMancataConsegna', '4.4.1');
const isFinalWarning = is('PreavvisoMancataConsegna', '5.4.1');
const isWarning = is('PreavvisoMancataConsegna');

type Choice = (record: LogRecord, all: Records) => boolean;

/** The first record that is chosen becomes others: none, two, or another. */
function changing(choose: Choice, change: (record: LogRecord, all: Records) => Records) {
  return (records: Records): Records | undefined => {
    const at = records.findIndex((record) => choose(record, records));
    return at < 0 ? undefined : records.toSpliced(at, 1, ...change(records[at]!, records));
  };
}
const dropped = (choose: Choice) => changing(choose, () => []);
const doubled = (choose: Choice) => changing(choose, (record) => [record, record]);
const moved = (choose: Choice, by: (record: LogRecord, all: Records) => number) =>
  changing(choose, (record, all) => [{ ...record, instant: by(record, all) }]);

const HOUR = 3_600_000;
const instantOf = (all: Records, choose: (record: LogRecord) => boolean) => all.find(choose)?.instant ?? 0;
const wasAcceptedHere: Choice = (_, all) => all.some(is('Accettazione'));
const unwarned: Choice = (record, all) =>
  heard('presa-in-carico')(record) && !all.some(isWarning) && !all.some(is('MancataConsegna'));
const isEnd = (record: LogRecord) => heard('avvenuta-consegna')(record) || heard('errore-consegna')(record);
const unexpired: Choice = (record, all) => isEnd(record) && !all.some(isFinalWarning);
const ordinaryOf = ({ destinatari = [] }: LogRecord) => destinatari.find(({ type }) => type === 'esterno')?.address;
const named = (choose: Choice, who: (record: LogRecord) => string) =>
  changing(choose, (record) => [{ ...record, consegna: who(record) }]);

export const FAULTS: readonly InjectedFault[] = [
  {
    invariant: 'I1',
    fault: 'another sender in one record',
    inject: changing(is('Accettazione'), (record) => [{ ...record, mittente: `x${record.mittente}` }]),
  },
  {
    invariant: 'I1',
    fault: 'a recipient missing in one record',
    inject: changing(heard('presa-in-carico'), (record) => [{ ...record, destinatari: record.destinatari!.slice(1) }]),
  },
  { invariant: 'I2', fault: 'no record of the envelope', inject: dropped(is('BustaTrasporto')) },
  { invariant: 'I2', fault: 'the envelope recorded twice', inject: doubled(is('BustaTrasporto')) },
  { invariant: 'I3', fault: 'no record of the acceptance', inject: dropped(is('Accettazione')) },
  { invariant: 'I3', fault: 'the acceptance recorded twice', inject: doubled(is('Accettazione')) },
  { invariant: 'I4', fault: 'no take-charge', inject: dropped(unwarned) },
  { invariant: 'I4', fault: 'two take-charges', inject: doubled(heard('presa-in-carico')) },
  { invariant: 'I5', fault: 'no outcome', inject: dropped(unexpired) },
  { invariant: 'I5', fault: 'two outcomes', inject: doubled(isEnd) },
  { invariant: 'I6', fault: 'a virus nobody told of', inject: dropped(is('MancataConsegnaVirus')) },
  { invariant: 'I6', fault: 'a virus nobody found', inject: dropped(heard('rilevazione-virus')) },
  {
    invariant: 'I7',
    fault: 'a receipt for a stranger',
    inject: named(heard('avvenuta-consegna'), () => 'estraneo@pec.beta.example'),
  },
  { invariant: 'I8', fault: 'never taken in charge here', inject: dropped(is('PresaInCarico')) },
  { invariant: 'I8', fault: 'taken in charge twice here', inject: doubled(is('PresaInCarico')) },
  { invariant: 'I8', fault: 'never delivered here', inject: dropped(is('Consegna')) },
  { invariant: 'I8', fault: 'delivered twice here', inject: doubled(is('Consegna')) },
  {
    invariant: 'I9',
    fault: 'a receipt for an ordinary recipient',
    inject: named(
      (record) => heard('avvenuta-consegna')(record) && ordinaryOf(record) !== undefined,
      (record) => ordinaryOf(record)!,
    ),
  },
  {
    invariant: 'I10',
    fault: 'taken in charge before it was accepted',
    inject: moved(
      (record, all) => heard('presa-in-carico')(record) && wasAcceptedHere(record, all),
      (_, all) => instantOf(all, is('Accettazione')) - 1,
    ),
  },
  {
    invariant: 'I10',
    fault: 'delivered here before it was taken in charge',
    inject: moved(is('Consegna'), (_, all) => instantOf(all, is('PresaInCarico')) - 1),
  },
  { invariant: 'I11', fault: 'no notice of 12 hours', inject: dropped(isFirstWarning) },
  { invariant: 'I11', fault: 'two notices of 12 hours', inject: doubled(isFirstWarning) },
  {
    invariant: 'I11',
    fault: 'a notice of 12 hours an hour early',
    inject: moved(isFirstWarning, (_, all) => instantOf(all, is('Accettazione')) + 11 * HOUR),
  },
  { invariant: 'I11', fault: 'two notices of 24 hours', inject: doubled(isFinalWarning) },
  {
    invariant: 'I11',
    fault: 'a notice of 24 hours an hour late',
    inject: moved(isFinalWarning, ({ instant }) => instant + HOUR),
  },
];

/** The logs of one run, each with the circumstances under which its provider is judged. */
export interface AuditedRun {
  /** Messages that were accepted. */
  readonly accepted: number;
  readonly findings: readonly string[];
  readonly logs: readonly { readonly log: Records; readonly question: AuditQuestion }[];
}

/** Letters that are long; only one provider takes them for infected, so that others accept and forward them. */
const INFECTED = 'Egregi signori. '.repeat(4);

/** Viruses that only the receiver finds. */
function infect(world: World, letter: number): void {
  if (letter === 0) world.scanners.set('beta', memoryScanner({ viruses: { [INFECTED]: 'Test.Simulated' } }));
}

/** And a provider that nobody hears of for more than a day; where the wire loses nothing, no receipt waits for it meanwhile. */
async function infectAndSilence(world: World, letter: number): Promise<void> {
  infect(world, letter);
  const beta = world.member('beta');
  if (letter % 25 <= 5) beta.isUnreachable = true;
  if (letter % 25 !== 5) return;
  await world.advance('PT26H');
  beta.isUnreachable = false;
}

/** Lets a world live, audits it, and keeps its logs. */
export async function auditedRun(seed: number, letters: number, rough: boolean): Promise<AuditedRun> {
  let logs: AuditedRun['logs'] = [];
  const inspect = async (world: World) => {
    const now = world.clock.now();
    logs = await Promise.all(
      world.members().map(async ({ spec }) => {
        const own = spec.pecDomains.map(({ name }) => name);
        const isOwnDomain = (domain: string) => own.some((name) => sameAddress(name, domain));
        return { log: await world.log(spec.key), question: { isOwnDomain, now } };
      }),
    );
  };
  const findings = await simulate(seed, {
    letters,
    rough,
    jumps: rough,
    trouble: rough ? infect : infectAndSilence,
    inspect,
  });
  const accepted = logs.flatMap(({ log }) => log.filter(is('Accettazione'))).length;
  return { accepted, findings, logs };
}

/** Injects the fault into every message that gives an occasion, one at a time; how many did, and how many were found. */
export function injectEverywhere({ invariant, inject }: InjectedFault, { logs }: AuditedRun) {
  let occasions = 0;
  let found = 0;
  for (const { log, question } of logs) {
    for (const { identificativo, records } of historiesOf(log)) {
      const faulty = inject(records);
      if (faulty === undefined) continue;
      // Where the clock jumped a notice may be late already: nothing can be put in there that is not there.
      if (auditMessage({ identificativo, records }, question).length > 0) continue;
      occasions += 1;
      const findings = auditMessage({ identificativo, records: faulty }, question);
      if (findings.some((finding) => finding.invariant === invariant)) found += 1;
    }
  }
  return { occasions, found };
}
