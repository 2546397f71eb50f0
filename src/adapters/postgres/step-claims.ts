import type { Step } from '#ports';
import { accountKey } from './account-rows.ts';

/** What a step touches: two steps of one group must not touch the same thing, unless both only share it. */
export interface StepClaims {
  readonly alone: readonly string[];
  readonly shared: readonly string[];
}

/**
 * Steps that would have to see each other's effects go into different groups, one after the other; so a group gives the same
 * result as its steps committed singly in order. A mailbox is shared by placements: their sums are made in `step-rows.ts`.
 */
export function stepClaims(step: Step): StepClaims {
  const alone: string[] = [];
  const shared: string[] = [];
  for (const expectation of step.expects ?? []) {
    if (expectation.kind === 'lease') alone.push(`job ${expectation.jobId}`);
    else if (expectation.kind === 'document') alone.push(`document ${expectation.name}`);
    else shared.push(`mailbox ${expectation.mailbox}`);
  }
  for (const { key } of step.seen ?? []) alone.push(`seen ${key}`);
  for (const { facts } of step.dispatches ?? []) alone.push(`dispatch ${facts.identificativo}`);
  for (const row of step.track ?? []) alone.push(`tracked ${row.identificativo} ${row.recipient}`);
  for (const row of step.tracking ?? []) alone.push(`tracked ${row.identificativo} ${row.recipient}`);
  for (const { mailbox, messageId } of step.placements ?? []) {
    shared.push(`mailbox ${mailbox}`, `message ${messageId}`);
  }
  for (const { id } of step.messages ?? []) alone.push(`message ${id}`);
  for (const { id } of step.jobs ?? []) alone.push(`job ${id}`);
  for (const { jobId } of step.done ?? []) alone.push(`job ${jobId}`);
  for (const { jobId } of step.retry ?? []) alone.push(`job ${jobId}`);
  rareClaims(step, alone, shared);
  return { alone, shared };
}

function rareClaims(step: Step, alone: string[], shared: string[]): void {
  for (const { name } of step.documents ?? []) alone.push(`document ${name}`);
  for (const name of step.forget ?? []) alone.push(`document ${name}`);
  for (const change of step.cards ?? []) {
    const { kind, id } = change.card;
    alone.push(`card ${kind} ${id}`);
    // Whoever takes a key must not overtake one who may give it up, and which key a card has that stands already is not known here.
    const takesKey = change.kind === 'put' && change.card.key !== undefined;
    if (takesKey) alone.push(`card keys ${kind}`);
    else if (change.was !== 0) shared.push(`card keys ${kind}`);
    if (change.kind === 'put') for (const message of change.card.messages ?? []) shared.push(`message ${message}`);
  }
  for (const { id } of step.quarantine ?? []) alone.push(`quarantine ${id}`);
  for (const change of step.accounts ?? []) {
    alone.push(accountKey(change));
    if (change.kind === 'put-mailbox') alone.push(`address ${change.mailbox.address}`);
    // A grant waits for the mailbox it is for: were that refused, the grant would take its whole group down.
    else if (change.kind === 'put-grant') alone.push(`mailbox ${change.grant.mailbox}`);
  }
}

/** What the steps of a group touch, and the steps that must wait behind it. */
export class GroupClaims {
  readonly #alone = new Set<string>();
  readonly #shared = new Set<string>();

  /** True when the step can join. A step that cannot is noted too: whoever meets it must wait behind it. */
  join(claims: StepClaims): boolean {
    const free =
      claims.alone.every((name) => !this.#alone.has(name) && !this.#shared.has(name)) &&
      claims.shared.every((name) => !this.#alone.has(name));
    for (const name of claims.alone) this.#alone.add(name);
    for (const name of claims.shared) this.#shared.add(name);
    return free;
  }
}
