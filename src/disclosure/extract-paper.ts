import type { Words } from '#evidence';
import { isoLegalTime } from '#pec';
import type { Paper, PaperBlock, StoredLogRecord } from '#ports';
import { type Asker, type DisclosurePorts, nameOf, type ProvenRecords } from './disclosure.ts';
import { readable } from './readable-time.ts';

export interface ExtractFacts {
  readonly asker: Asker;
  readonly query: Readonly<Record<string, string>>;
  readonly records: readonly StoredLogRecord[];
  readonly proven: ProvenRecords;
  readonly cut: boolean;
}

const say = (it: string, en: string): Words => ({ it, en });
const ASKED: ReadonlyMap<string, Words> = new Map([
  ['mittente', say('Mittente', 'Sender')],
  ['destinatario', say('Destinatario', 'Recipient')],
  ['dal', say('Dal', 'From')],
  ['al', say('Al', 'To')],
  ['identificativo', say('Identificativo', 'Identifier')],
  ['msgid', say('Message-ID', 'Message-ID')],
]);
/** More are in `estratto.json` alone. */
const MAX_LINES = 500;

/** An extract of the log for people: what was asked, the records, what proves them. */
export function extractPaper(
  facts: ExtractFacts,
  { issuer, legalTime }: Pick<DisclosurePorts, 'issuer' | 'legalTime'>,
): Paper {
  const { records, proven, asker } = facts;
  const asked = Object.entries(facts.query).map(([name, value]) => ({
    label: ASKED.get(name) ?? say(name, name),
    value: name === 'dal' || name === 'al' ? readable(value) : value,
  }));
  const at = legalTime.now();
  const counted = records.length - proven.unproven.length;
  return {
    title: say('Estratto del registro dei messaggi', 'Extract of the message log'),
    subject: asked.map(({ label, value }) => `${label.it} ${value}`).join(' · ') || issuer.domain,
    author: issuer.name,
    at,
    blocks: [
      ...(issuer.isTest
        ? [warning('Gestore di prova: nessun valore legale.', 'A test provider: no legal value.')]
        : []),
      {
        kind: 'facts',
        rows: [
          { label: say('Gestore', 'Provider'), value: issuer.name },
          { label: say('Chiesto da', 'Asked for by'), value: nameOf(asker) },
          ...asked,
          { label: say('Fatto il', 'Made on'), value: readable(isoLegalTime(at)) },
          { label: say('Righe', 'Records'), value: String(records.length) },
          { label: say('di cui provate', 'of these proved'), value: String(counted) },
        ],
      },
      ...(facts.cut
        ? [warning('Altre righe corrispondono: l’estratto è troncato.', 'More records match: the extract is cut.')]
        : []),
      ...(proven.unproven.length > 0 ? [recent(proven.unproven.length)] : []),
      { kind: 'heading', text: say('Le righe', 'The records') },
      { kind: 'list', items: records.slice(0, MAX_LINES).map(line) },
      ...(records.length > MAX_LINES
        ? [plain('Le altre righe sono in registro/estratto.json.', 'The others are in registro/estratto.json.')]
        : []),
    ],
  };
}

function warning(it: string, en: string): PaperBlock {
  return { kind: 'paragraph', tone: 'warning', text: say(it, en) };
}

function plain(it: string, en: string): PaperBlock {
  return { kind: 'paragraph', text: say(it, en) };
}

function recent(count: number): PaperBlock {
  return plain(
    `${count} righe sono più recenti dell’ultima testa firmata: il gestore le dichiara, il registro non le prova ancora.`,
    `${count} records are newer than the last signed head: the provider states them, the log does not prove them yet.`,
  );
}

function line({
  instant,
  event,
  mittente,
  destinatari,
  consegna,
  ricezione,
  oggetto,
  identificativo,
}: StoredLogRecord) {
  const to = consegna ?? (ricezione ?? destinatari?.map(({ address }) => address) ?? []).join(', ');
  const about = [oggetto, identificativo].filter((text) => text !== undefined).join(' · ');
  // Plain words: the fonts of the paper have no arrow.
  const words = [mittente && `da ${mittente}`, to && `a ${to}`].filter(Boolean).join(' ');
  return {
    name: `${readable(isoLegalTime(instant))}  ${event}`,
    what: { it: words, en: about },
    ...(about === '' && { note: '' }),
  };
}
