import type { Chain, ChainRecipient, ChainStep } from '#contract';
import { FIRST_WARNING_MS, isoLegalTime, QUEUE_LIFE_MS } from '#pec';
import type { StoredLogRecord } from '#ports';
import { outcomeCodeOf } from './chain-codes.ts';
import { type KnownRecipient, type Replay, replay, type Told } from './chain-replay.ts';

/** What a chain tells beside the log; who asks knows it. */
export interface ChainContext {
  /** Mailbox id. */
  readonly mailbox: string;
  readonly clientRef?: string;
  /** Where the message stands that the log names so (StoredMessage id); undefined: in the mailbox no more. */
  find(stored: string): { readonly folder: string; readonly uid: number } | undefined;
  /** Where the copy is that the sender keeps of what he handed in. */
  readonly sentCopy?: { readonly folder: string; readonly uid: number };
  /** Is it a copy recipient (Cc)? */
  isCopy(address: string): boolean;
  /** Name of the provider that holds the domain of an address, by the index. */
  providerOf(address: string): string | undefined;
}

/**
 * A message that was sent from here, with all that is proven of it: per recipient what happened, what is missing, when it will be known.
 * Undefined when these records tell of no acceptance or refusal here.
 */
export function chainOf(records: readonly StoredLogRecord[], context: ChainContext): Chain | undefined {
  const replayed = replay(records);
  const { answer } = replayed;
  if (answer === undefined) return undefined;
  const { identificativo = '', msgid, mittente = '', oggetto = '', utente } = answer.record;
  return {
    identificativo,
    ...(context.clientRef !== undefined && { clientRef: context.clientRef }),
    ...(msgid !== undefined && { messageId: msgid }),
    mailbox: context.mailbox,
    from: mittente,
    subject: oggetto,
    ...(utente !== undefined && { sentBy: utente }),
    receiptType: receiptTypeOf(replayed),
    state: messageStateOf(replayed),
    steps: [stepOf(answer, context)],
    recipients: replayed.recipients.map((known) => recipientOf(known, answer, context)),
    sentCopy: context.sentCopy ? { kind: 'in-box', ...context.sentCopy } : { kind: 'none' },
  };
}

function receiptTypeOf({ envelope }: Replay): Chain['receiptType'] {
  const type = envelope?.tipoRicevuta;
  return type === 'breve' || type === 'sintetica' ? type : 'completa';
}

function recipientOf(known: KnownRecipient, answer: Told, context: ChainContext): ChainRecipient {
  const { address, type } = known;
  const kind = type === 'certificato' ? 'certified' : 'ordinary';
  const provider = kind === 'certified' ? context.providerOf(address) : undefined;
  const missing = missingOf(known, answer);
  const steps = known.told.toSorted((a, b) => a.at - b.at || a.record.seq - b.record.seq);
  return {
    ...{ address, kind, isCopy: context.isCopy(address) },
    ...(provider !== undefined && { provider }),
    state: recipientStateOf(known, answer),
    steps: steps.map((told) => stepOf(told, context)),
    ...(missing && { missing }),
  };
}

/** Receipts that belong into the sender's mailbox (RFC 6109 2.2.5); a take-charge goes from provider to provider. */
const FOR_THE_SENDER: ReadonlySet<Told['kind']> = new Set([
  ...(['accepted', 'not-accepted', 'not-accepted-virus', 'delivered', 'failed', 'virus', 'warned', 'expired'] as const),
]);

function stepOf(told: Told, { find }: ChainContext): ChainStep {
  const { kind, at, reason, record } = told;
  return {
    kind,
    code: outcomeCodeOf(told),
    at: isoLegalTime(at),
    ...(record.gestore !== undefined && { by: record.gestore }),
    ...(reason && { reason }),
    proof: proofOf(),
  };

  function proofOf(): ChainStep['proof'] {
    const [stored] = record.related ?? [];
    if (!FOR_THE_SENDER.has(kind) || record.event === 'SmtpErrore' || stored === undefined) return { kind: 'none' };
    const place = find(stored);
    return place ? { kind: 'in-box', ...place } : { kind: 'reproducible' };
  }
}

/** What the log says of one recipient, in a word. Only a delivery receipt makes "delivered". */
export function recipientStateOf(known: KnownRecipient, answer: Told): ChainRecipient['state'] {
  if (answer.kind !== 'accepted') return 'not-accepted';
  if (known.type === 'esterno') return known.handed;
  const has = (kind: Told['kind']) => known.told.some((told) => told.kind === kind);
  switch (known.state) {
    case 'WAITING':
    case 'WARNED':
      return 'waiting';
    case 'TAKEN':
    case 'WARNED_TAKEN':
      return 'taken';
    case 'DELIVERED':
      return 'delivered';
    case 'EXPIRED_THEN_DELIVERED':
      return 'delivered-late';
    case 'FAILED':
    case 'FAILED_VIRUS':
    case 'EXPIRED':
      if (has('virus')) return 'virus';
      return has('failed') ? 'failed' : 'expired';
  }
}

/** What will still come, and by when at the latest (RFC 6109 3.1.6; spec 11.2). */
function missingOf(known: KnownRecipient, answer: Told): ChainRecipient['missing'] {
  if (answer.kind !== 'accepted') return undefined;
  const knownBy = isoLegalTime(answer.record.instant + QUEUE_LIFE_MS);
  if (known.type === 'esterno') return known.handed === 'waiting' ? { what: 'sent', knownBy } : undefined;
  switch (known.state) {
    case 'WAITING':
      return { what: 'taken', warningAt: isoLegalTime(answer.record.instant + FIRST_WARNING_MS), knownBy };
    case 'WARNED':
      return { what: 'taken', knownBy };
    case 'TAKEN':
    case 'WARNED_TAKEN':
      return { what: 'delivered', knownBy };
    default:
      return undefined;
  }
}

/** All recipients in a word: `delivered` is said only when every certified one was, and nothing failed for the others. */
export function messageStateOf({ answer, recipients }: Replay): Chain['state'] {
  if (answer === undefined || answer.kind !== 'accepted') return 'not-accepted';
  const states = recipients.map((known) => recipientStateOf(known, answer));
  const { delivered, failed, waiting } = countStates(states);
  if (recipients.every(({ type }) => type === 'esterno')) {
    if (waiting > 0) return 'accepted';
    return failed > 0 ? 'failed' : 'sent';
  }
  const certified = recipients.filter(({ type }) => type === 'certificato').length;
  if (delivered === certified) return failed > 0 ? 'partly-delivered' : 'delivered';
  if (delivered > 0) return 'partly-delivered';
  return waiting > 0 ? 'accepted' : 'failed';
}

export function countStates(states: readonly ChainRecipient['state'][]) {
  let [delivered, failed, waiting] = [0, 0, 0];
  for (const state of states) {
    if (state === 'delivered' || state === 'delivered-late') delivered++;
    else if (state === 'waiting' || state === 'taken') waiting++;
    else if (state !== 'sent') failed++;
  }
  return { delivered, failed, waiting };
}
