import { domainOf, sameAddress } from '#mime';
import type { AuditFinding, AuditQuestion, LogEvent, LogRecord, MessageHistory } from '#ports';
import { judgeReceived } from './judge-received.ts';
import { judgeSent } from './judge-sent.ts';
import { earliest, type Story, storyOf, type Tell } from './stories.ts';

/**
 * The invariants I1-I11 over what one provider wrote down of one message (spec 15.4): what any auditor demands of it, as
 * sender's and as receiver's provider. Pure. Empty when nothing is found.
 */
export function auditMessage(history: MessageHistory, question: AuditQuestion): readonly AuditFinding[] {
  const { identificativo } = history;
  if (isCut(history, question)) return [];
  const found: AuditFinding[] = [];
  const tell: Tell = (invariant, problem, recipient) =>
    void found.push({ invariant, identificativo, problem, ...(recipient !== undefined && { recipient }) });
  const story = storyOf(history);
  judgeFacts(story, tell);
  judgeOrigin(story, question, tell);
  if (story.received.length > 0) judgeReceived(story, question, tell);
  return found;
}

/** How long after a message was accepted or came in its log may go on, with room to spare: receipts come late too. */
const STORY_MS = 7 * 86_400_000;

/** Of what began before the oldest record that is kept, only the end may be left. */
function isCut({ records, kept }: MessageHistory, { wholeFrom }: AuditQuestion): boolean {
  if (wholeFrom === undefined) return false;
  return Math.min(kept?.dispatch?.acceptedAt ?? Number.POSITIVE_INFINITY, earliest(records)) < wholeFrom + STORY_MS;
}

/** What arrives out of turn may say anything of an identificativo: it is logged, and certifies nothing. */
const FOREIGN: readonly LogEvent[] = ['BustaAnomalia', 'RicezioneAnomala', 'RicezioneNonCorrelata'];

/** I1, I7, I9: what a message says of itself is the same in every record, and only certified recipients are spoken of. */
function judgeFacts({ records }: Story, tell: Tell): void {
  const trusted = records.filter(({ event }) => !FOREIGN.includes(event));
  const [first] = trusted;
  for (const record of trusted)
    if (parties(record) !== parties(first!)) tell('I1', `${record.event} has other sender or recipients`);
  for (const record of records) {
    for (const address of [...(record.ricezione ?? []), ...(record.consegna === undefined ? [] : [record.consegna])]) {
      const known = record.destinatari?.find((recipient) => sameAddress(recipient.address, address));
      if (known?.type === 'esterno') tell('I9', `${record.event} speaks of an ordinary recipient`, address);
      else if (known === undefined) tell('I7', `${record.event} names who is no recipient`, address);
    }
  }
}

function parties({ mittente = '', destinatari = [] }: LogRecord): string {
  return [mittente, ...destinatari.map(({ address, type }) => `${address} ${type}`).sort()].join('\n').toLowerCase();
}

/** Who is judged as the sender's provider: who keeps the message as accepted, or accepted it from a sender of its own. */
function judgeOrigin(story: Story, question: AuditQuestion, tell: Tell): void {
  const { acceptances, envelopes, received, kept } = story;
  const [issued] = [...acceptances, ...envelopes];
  const isOwn = question.isOwnDomain(domainOf(issued?.mittente ?? ''));
  if (kept?.dispatch !== undefined || (issued !== undefined && isOwn)) judgeSent(story, question, tell);
  else if (acceptances.length > 0)
    tell(received.length > 0 ? 'I8' : 'I3', "accepted here, though the sender is another's");
}
