import { hash } from 'node:crypto';
import type { CardChange, Expectation, FailedExpectation, Step } from '#ports';
import { judgeCards } from './cards.ts';
import { type MemoryState, trackingRow } from './state.ts';

/** The first thing the step expects that does not hold: expectations in their order, then `seen`, `tracking`, and the cards. */
export function judgeStep(state: MemoryState, step: Step): FailedExpectation | undefined {
  for (const expectation of step.expects ?? []) {
    const failed = judgeExpectation(state, expectation);
    if (failed) return failed;
  }
  for (const { key } of step.seen ?? []) {
    const seen = state.seen.get(key);
    if (seen) return { kind: 'seen', ...seen };
  }
  for (const { identificativo, recipient, from } of step.tracking ?? []) {
    const row = trackingRow(state, identificativo, recipient);
    if (row?.state !== from) return { kind: 'tracking', identificativo, recipient };
  }
  return judgeCards(state, step.cards ?? []);
}

function judgeExpectation(state: MemoryState, expectation: Expectation): FailedExpectation | undefined {
  switch (expectation.kind) {
    case 'lease': {
      const { jobId, token } = expectation;
      const job = state.jobs.get(jobId);
      return job !== undefined && (job.lease?.token ?? '') === token ? undefined : { kind: 'lease', jobId };
    }
    case 'quota': {
      const box = state.mailboxes.get(expectation.mailbox);
      const upTo = expectation.upTo ?? box?.mailbox.quotaBytes ?? 0;
      const status = box?.mailbox.status;
      const isOpen = status === 'active' || status === 'receive-only';
      const room = isOpen && box!.usedBytes + expectation.bytes <= upTo;
      return room ? undefined : { kind: 'quota', mailbox: expectation.mailbox };
    }
    case 'document': {
      const { name, sha256 } = expectation;
      const kept = state.documents.get(name);
      return (kept && hash('sha256', kept.bytes)) === sha256 ? undefined : { kind: 'document', name };
    }
  }
}

const MOST_CARD_OCTETS = 512 * 1024;

/** Throws when a card is bigger than cards may be (`Card.value`). */
function refuseBigCards(changes: readonly CardChange[]): void {
  for (const change of changes) {
    if (change.kind === 'remove') continue;
    const octets = Buffer.byteLength(JSON.stringify(change.card.value ?? null));
    const { kind, id } = change.card;
    if (octets > MOST_CARD_OCTETS) throw new RangeError(`card ${kind} ${id} has ${octets} octets of JSON`);
  }
}

/** Throws when the step names a message or a mailbox that nobody knows: a fault of ours, never an outcome. */
export function refuseContradiction(state: MemoryState, step: Step): void {
  refuseBigCards(step.cards ?? []);
  const own = new Set(step.messages?.map((message) => message.id));
  const born = new Set(step.accounts?.map((change) => (change.kind === 'put-mailbox' ? change.mailbox.id : '')));
  const named = (step.cards ?? []).flatMap((change) => (change.kind === 'put' ? (change.card.messages ?? []) : []));
  const wanted = [...(step.seen ?? []), ...(step.placements ?? []), ...(step.quarantine ?? [])];
  for (const messageId of [...wanted.map((each) => each.messageId), ...named]) {
    if (!own.has(messageId) && !state.messages.has(messageId)) throw new Error(`no message ${messageId} is stored`);
  }
  const granted = (step.accounts ?? []).flatMap((change) => (change.kind === 'put-grant' ? [change.grant] : []));
  for (const { mailbox } of [...(step.placements ?? []), ...granted]) {
    if (!born.has(mailbox) && !state.mailboxes.has(mailbox)) throw new Error(`no mailbox ${mailbox} is known`);
  }
}
