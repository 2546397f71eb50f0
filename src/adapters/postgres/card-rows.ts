import type { Step } from '#ports';
import type { GroupRows } from './group-rows.ts';

/** Ids of messages hold no line end. */
const SEPARATOR = '\n';

/** The cards of a step: what is expected of each, and what becomes of it. */
export function addCardRows(rows: GroupRows, step: Step, n: number): void {
  for (const change of step.cards ?? []) {
    const { kind, id } = change.card;
    const named = { step: n, kind, id };
    const key = change.kind === 'put' ? (change.card.key ?? null) : null;
    rows.add('card_expect', { ...named, was: change.was ?? null, key });
    if (change.kind === 'remove') {
      rows.add('card_gone', named);
      continue;
    }
    const { owner, value, dueAt, messages, at } = change.card;
    const row = { ...named, owner, value: JSON.stringify(value ?? null), key, due_at: dueAt ?? null };
    // One that must be new is never written over another that came meanwhile: the group fails, and the step is judged again.
    rows.add(change.was === 0 ? 'card_new' : 'card', { ...row, messages: messages?.join(SEPARATOR) ?? null, at });
    const own = new Set(step.messages?.map((message) => message.id));
    for (const message of messages ?? []) if (!own.has(message)) rows.add('needs', { step: n, message });
  }
}
