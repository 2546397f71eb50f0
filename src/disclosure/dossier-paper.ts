import {
  type DossierMessage,
  type FileRole,
  type MissingPart,
  noticeName,
  OUTCOMES,
  timelineOf,
  type Words,
} from '#evidence';
import { sameAddress } from '#mime';
import { isoLegalTime } from '#pec';
import type { Paper, PaperBlock, StoredLogRecord } from '#ports';
import { type Asker, type DisclosurePorts, nameOf } from './disclosure.ts';
import type { RecipientState } from './missing-parts.ts';
import { readable } from './readable-time.ts';
import type { DossierPart } from './sealed-parts.ts';

export interface PaperFacts {
  readonly message: DossierMessage;
  readonly states: readonly RecipientState[];
  readonly records: readonly StoredLogRecord[];
  readonly parts: readonly DossierPart[];
  readonly missing: readonly MissingPart[];
  readonly asker: Asker;
}

const say = (it: string, en: string): Words => ({ it, en });
const heading = (it: string, en: string): PaperBlock => ({ kind: 'heading', text: say(it, en) });
const paragraph = (it: string, en: string): PaperBlock => ({ kind: 'paragraph', text: say(it, en) });

/** More recipients than this are told in `manifest.json` alone: nobody reads a hundred pages. */
const MAX_TIMELINES = 50;
const MAX_FILES = 120;

/** What a person reads of a dossier: facts, what happened with each recipient, the files, how to verify, what it is worth. */
export function dossierPaper(
  facts: PaperFacts,
  { issuer, legalTime }: Pick<DisclosurePorts, 'issuer' | 'legalTime'>,
): Paper {
  const at = legalTime.now();
  return {
    title: say('Fascicolo di un messaggio di posta certificata', 'Dossier of a certified e-mail message'),
    subject: facts.message.identificativo,
    author: issuer.name,
    at,
    blocks: [
      ...(issuer.isTest ? [testWarning()] : []),
      ...factBlocks(facts, issuer.name, at),
      ...timelineBlocks(facts),
      ...missingBlocks(facts.missing),
      ...fileBlocks(facts.parts),
      ...verifyBlocks(),
      ...worthBlocks(issuer.isTest === true),
    ],
  };
}

function testWarning(): PaperBlock {
  return {
    kind: 'paragraph',
    tone: 'warning',
    text: say(
      'Gestore di prova: nessun messaggio di questo fascicolo ha valore legale.',
      'A test provider: no message of this dossier has legal value.',
    ),
  };
}

function factBlocks({ message, asker }: PaperFacts, provider: string, at: number): readonly PaperBlock[] {
  const row = (it: string, en: string, value: string) => ({ label: say(it, en), value });
  return [
    heading('Il messaggio', 'The message'),
    {
      kind: 'facts',
      rows: [
        row('Mittente', 'Sender', message.sender),
        row('Destinatari', 'Recipients', message.recipients.map(({ address }) => address).join(', ')),
        row('Oggetto', 'Subject', message.subject ?? '—'),
        row('Accettato il', 'Accepted on', readable(message.acceptedAt)),
        row('Identificativo', 'Identifier', message.identificativo),
        row('Gestore', 'Provider', provider),
        row('Fascicolo chiesto da', 'Dossier asked for by', nameOf(asker)),
        row('Fatto il', 'Made on', readable(isoLegalTime(at))),
      ],
    },
  ];
}

function timelineBlocks({ states, records }: PaperFacts): readonly PaperBlock[] {
  const events = timelineOf(records);
  const blocks: PaperBlock[] = [heading('Che cosa è accaduto', 'What happened')];
  const shown = (recipient?: string) => ({
    kind: 'timeline' as const,
    events: events
      .filter(({ recipients }) =>
        recipient === undefined ? recipients.length === 0 : recipients.some((one) => sameAddress(one, recipient)),
      )
      .map(({ at, what, note }) => ({ at: readable(isoLegalTime(at)), what, ...(note !== undefined && { note }) })),
  });
  blocks.push(shown());
  for (const { recipient, outcome } of states.slice(0, MAX_TIMELINES)) {
    const { it, en } = OUTCOMES[outcome];
    blocks.push(heading(`${recipient.address}: ${it}`, en), shown(recipient.address));
  }
  if (states.length > MAX_TIMELINES)
    blocks.push(
      paragraph('Gli altri destinatari sono in manifest.json.', 'The other recipients are in manifest.json.'),
    );
  return blocks;
}

const MISSING: Readonly<Record<MissingPart['what'], Words>> = {
  'take-charge': say('non è ancora stato preso in carico', 'not taken in charge yet'),
  delivery: say('l’esito della consegna non è ancora noto', 'the outcome of the delivery is not known yet'),
  octets: say(
    'gli ottetti di un messaggio non sono conservati, o non sono integri',
    'the octets of a message are not kept, or not whole',
  ),
  head: say(
    'le ultime righe del registro non sono ancora comprese in una testa firmata',
    'the newest records are not in a signed head yet',
  ),
  'head-timestamp': say('una testa del registro non è ancora marcata', 'a head of the log is not time-stamped yet'),
  index: say(
    'l’indice dei gestori di quel momento non è disponibile',
    'the index of providers of that time is not at hand',
  ),
  crl: say(
    'le liste di revoca di quel momento non sono disponibili',
    'the revocation lists of that time are not at hand',
  ),
  timestamp: say('il fascicolo non è marcato', 'the dossier is not time-stamped'),
};

/** What is not in an archive, of whom, and from when on it will be known. */
export function tellMissing({ what, recipient, knownBy }: MissingPart): Words {
  const who = recipient === undefined ? '' : `${recipient}: `;
  const when =
    knownBy === undefined ? ['', ''] : [`; si saprà entro ${readable(knownBy)}`, `; known by ${readable(knownBy)}`];
  return say(`${who}${MISSING[what].it}${when[0]}`, `${who}${MISSING[what].en}${when[1]}`);
}

function missingBlocks(missing: readonly MissingPart[]): readonly PaperBlock[] {
  if (missing.length === 0) return [];
  const lines = missing.map((part): PaperBlock => {
    const { it, en } = tellMissing(part);
    return paragraph(it, en);
  });
  return [heading('Che cosa manca', 'What is missing'), ...lines];
}

const ROLES: Readonly<Record<FileRole, Words>> = {
  original: say(
    'il messaggio originale, come il gestore lo ha certificato',
    'the original message as it was certified',
  ),
  envelope: say(
    'la busta di trasporto firmata dal gestore del mittente',
    "the transport envelope signed by the sender's provider",
  ),
  receipt: say('una ricevuta o un avviso, ottetto per ottetto', 'a receipt or notice, octet by octet'),
  attestation: say(
    'che cosa il registro dice di una ricevuta non più conservata',
    'what the log says of a receipt that is kept no more',
  ),
  certificate: say('un certificato dei firmatari', 'a certificate of the signers'),
  crl: say('lista dei certificati revocati di quel momento', 'revocation list of that time'),
  ocsp: say('risposta sullo stato di un certificato', 'answer on the state of a certificate'),
  index: say('l’indice dei gestori, firmato dalla sua autorità', 'the index of providers, signed by its authority'),
  'index-record': say('una voce dell’indice dei gestori', 'an entry of the index of providers'),
  extract: say(
    'le righe del registro su questo messaggio, con le prove',
    'the records of the log on this message, with proofs',
  ),
  head: say('testa del registro di un giorno, firmata dal gestore', 'head of the log of a day, signed by the provider'),
  'head-timestamp': say('marca temporale della testa', 'time-stamp of the head'),
  witness: say('firma di un altro gestore che ha visto la testa', 'signature of another provider that saw the head'),
  paper: say('questo documento', 'this document'),
  readme: say('istruzioni', 'instructions'),
};

function fileBlocks(parts: readonly DossierPart[]): readonly PaperBlock[] {
  const items = parts.slice(0, MAX_FILES).map(({ name, role, content, expected }) => ({
    name: `${name} (${content.size} byte)`,
    what: role === 'receipt' ? receiptName(name) : ROLES[role],
    ...(expected !== undefined && { note: `SHA-256 ${expected}` }),
  }));
  const intro = paragraph(
    'manifest.json elenca ogni file con la sua impronta; il gestore lo ha firmato (manifest.json.p7s) e un’autorità ne attesta la data (manifest.json.p7s.tsr).',
    'manifest.json lists every file with its digest; the provider signed it (manifest.json.p7s) and an authority states its time (manifest.json.p7s.tsr).',
  );
  return [heading('I file', 'The files'), intro, { kind: 'list', items }];
}

const RECEIPT_NUMBERS: Readonly<Record<string, string>> = {
  accettazione: 'M1',
  'presa-in-carico': 'M5',
  consegna: 'M11',
  'mancata-consegna': 'M14',
  preavviso: 'M9',
  'rilevazione-virus': 'M7',
};

function receiptName(file: string): Words {
  const kind = /\d+-(.+)\.eml$/.exec(file)?.[1] ?? '';
  const number = RECEIPT_NUMBERS[kind];
  return number === undefined ? ROLES.receipt : noticeName(number);
}

function verifyBlocks(): readonly PaperBlock[] {
  return [
    heading('Come verificare', 'How to verify'),
    paragraph(
      'Apra la pagina verifica.html in un browser, anche senza rete, e vi trascini il fascicolo: ogni anello della prova è controllato sul suo computer. Dove si ha la pagina lo dice LEGGIMI.txt. Oppure, con strumenti comuni:',
      'Open the page verifica.html in a browser, offline too, and drop the dossier on it: each link of the proof is checked on your computer. LEGGIMI.txt says where to have it. Or with common tools:',
    ),
    {
      kind: 'commands',
      lines: [
        'sha256sum -c SHA256SUMS',
        'openssl cms -verify -binary -inform DER -in manifest.json.p7s -content manifest.json -CAfile radici.pem -purpose any -out /dev/null',
        'openssl ts -verify -in manifest.json.p7s.tsr -data manifest.json.p7s -CAfile radici.pem',
        'openssl cms -verify -in ricevute/1-accettazione.eml -CAfile radici.pem -purpose any -out /dev/null',
      ],
    },
  ];
}

function worthBlocks(isTest: boolean): readonly PaperBlock[] {
  const heads = heading('Che valore ha', 'What it is worth');
  if (isTest) {
    return [
      heads,
      paragraph(
        'Nessuno: è una prova. Un fascicolo di un gestore accreditato conterrebbe gli stessi file, firmati con i certificati iscritti nell’indice dei gestori.',
        'None: it is a test. A dossier of an accredited provider would hold the same files, signed with the certificates in the index of providers.',
      ),
    ];
  }
  return [
    heads,
    paragraph(
      'Le ricevute valgono per ciò che la legge attribuisce loro (DPR 68/2005; CAD, art. 48). Questo documento le spiega e non le sostituisce: fanno prova i file firmati, non queste pagine.',
      'The receipts are worth what the law gives them (DPR 68/2005; CAD art. 48). This document explains them and does not replace them: the signed files are the proof, not these pages.',
    ),
  ];
}
