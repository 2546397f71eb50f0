import type { ChainGlance } from '#contract';
import { isoLegalTime } from '#pec';
import type { StoredLogRecord } from '#ports';
import { clientRefOf, maySeeSent } from './chains.ts';
import { ANSWERS, glancesBehind } from './glances.ts';
import type { Reader, ReadingPorts } from './reading-ports.ts';

export interface SentQuery {
  readonly after?: string | undefined;
  readonly limit: number;
  readonly state?: 'waiting' | 'delivered' | 'failed' | undefined;
}

export interface SentPage {
  readonly items: {
    readonly glance: ChainGlance;
    readonly subject: string;
    readonly at: string;
    readonly to: string[];
    readonly clientRef?: string;
  }[];
  readonly next?: string;
}

/** One page looks through so many when it asks for a state. */
const SCANNED = 2_000;
const MAX_TO = 20;

/** What was handed in from this address, newest first, refusals too; from the log, so that nobody's deleting hides it. */
export async function listSent(reader: Reader, query: SentQuery, ports: ReadingPorts): Promise<SentPage> {
  if (!(await maySeeSent(reader, ports))) return { items: [] };
  const sender = reader.box.mailbox.address;
  const items: SentPage['items'] = [];
  let beforeSeq = readPlace(query.after);
  for (let scanned = 0; scanned < SCANNED; ) {
    const before = beforeSeq === undefined ? {} : { beforeSeq };
    const answers = await ports.store.searchLog({
      ...{ sender, event: ANSWERS, newestFirst: true, limit: query.limit },
      ...before,
    });
    const glances = await glancesBehind(answers, sender, ports);
    for (const answer of answers) {
      beforeSeq = answer.seq;
      scanned++;
      const glance = glances.get(answer.identificativo ?? '');
      if (glance === undefined || !isWanted(glance, query.state)) continue;
      items.push(await itemOf(answer, glance, ports));
      if (items.length === query.limit) return { items, next: `${beforeSeq}` };
    }
    if (answers.length < query.limit) return { items };
  }
  return { items, ...(beforeSeq !== undefined && { next: `${beforeSeq}` }) };
}

function readPlace(after: string | undefined): number | undefined {
  return after !== undefined && /^\d{1,15}$/.test(after) ? Number(after) : undefined;
}

function isWanted({ state, waiting, failed }: ChainGlance, wanted: SentQuery['state']): boolean {
  if (wanted === undefined) return true;
  if (wanted === 'waiting') return waiting > 0;
  return wanted === 'failed' ? failed > 0 || state === 'not-accepted' : state === 'delivered';
}

async function itemOf(answer: StoredLogRecord, glance: ChainGlance, ports: ReadingPorts) {
  const { oggetto = '', instant, destinatari = [] } = answer;
  const clientRef = await clientRefOf(glance.identificativo, ports);
  return {
    glance,
    subject: oggetto,
    at: isoLegalTime(instant),
    to: destinatari.slice(0, MAX_TO).map(({ address }) => address),
    ...(clientRef !== undefined && { clientRef }),
  };
}
