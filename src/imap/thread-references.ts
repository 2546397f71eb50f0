import { decodeText, messageIds } from '#mime';
import { type BaseSubject, baseSubject } from './base-subject.ts';
import { collationKey, type SortableMessage, sentDate } from './sort-messages.ts';
import { ThreadForest } from './thread-forest.ts';
import type { Thread } from './thread-messages.ts';

/** Where all messages together name more references than this, each is heard with its last few. */
const MAX_REFERENCES = 1_000_000;

/** REFERENCES (RFC 5256 3). A node is the index of a message; those from `messages.length` on are messages that are not there. */
export function threadByReferences(messages: readonly SortableMessage[]): Thread[] {
  const forest = linked(messages);
  const order = new ThreadOrder(messages, forest);
  const roots = order.sorted(forest.prune());
  return order.threads(gathered(messages, forest, roots));
}

/** Steps 1 and 2. */
function linked(messages: readonly SortableMessage[]): ThreadForest {
  const forest = new ThreadForest(messages.length);
  const nodes = new Map<string, number>();
  for (const [index, { summary }] of messages.entries()) {
    const id = messageIds(summary.envelope.messageId ?? '', 1)[0];
    // Of equal Message-IDs the first counts.
    if (id !== undefined && !nodes.has(id)) nodes.set(id, index);
  }
  const all = messages.reduce((sum, { summary }) => sum + summary.references.length, 0);
  const most = all > MAX_REFERENCES ? Math.ceil(MAX_REFERENCES / messages.length) : Number.POSITIVE_INFINITY;
  for (const [index, { summary }] of messages.entries()) {
    let parent = -1;
    for (const id of summary.references.slice(-most)) {
      let node = nodes.get(id);
      if (node === undefined) {
        node = forest.add();
        nodes.set(id, node);
      }
      if (parent >= 0 && !forest.hasParent(node)) forest.link(parent, node);
      parent = node;
    }
    // Step 1.B: what the message says of itself is right, what others said of it was cut short.
    forest.unlink(index);
    if (parent >= 0) forest.link(parent, index);
  }
  return forest;
}

/** Step 5: roots of the same subject come together. Answers the roots that are left. */
function gathered(messages: readonly SortableMessage[], forest: ThreadForest, roots: readonly number[]): number[] {
  const isDummy = (node: number): boolean => node >= messages.length;
  const subjects = new Map<number, BaseSubject>();
  for (const root of roots) subjects.set(root, subjectOf(messages[isDummy(root) ? forest.firstChild(root) : root]!));
  const isReply = (node: number): boolean => subjects.get(node)!.isReply;

  const table = new Map<string, number>();
  for (const root of roots) {
    const { base } = subjects.get(root)!;
    if (base === '') continue;
    const held = table.get(base);
    const isBetter = held === undefined || (!isDummy(held) && (isDummy(root) || (isReply(held) && !isReply(root))));
    if (isBetter) table.set(base, root);
  }

  const left = new Set(roots);
  for (const root of roots) {
    const { base } = subjects.get(root)!;
    const held = table.get(base);
    if (held === undefined || held === root) continue;
    left.delete(root);
    if (isDummy(held) && isDummy(root)) forest.moveChildren(root, held);
    else if (isDummy(held) || (isReply(root) && !isReply(held))) forest.append(held, root);
    else {
      const dummy = forest.add();
      forest.append(dummy, held);
      forest.append(dummy, root);
      left.delete(held);
      left.add(dummy);
      table.set(base, dummy);
    }
  }
  return [...left];
}

function subjectOf({ summary }: SortableMessage): BaseSubject {
  const { base, isReply } = baseSubject(decodeText(summary.envelope.subject ?? ''));
  return { base: collationKey(base), isReply };
}

/** Siblings by sent date, then by sequence number; one that is not there goes by its first child. */
class ThreadOrder {
  private readonly messages: readonly SortableMessage[];
  private readonly forest: ThreadForest;
  private readonly dates: readonly number[];

  constructor(messages: readonly SortableMessage[], forest: ThreadForest) {
    this.messages = messages;
    this.forest = forest;
    this.dates = messages.map(sentDate);
  }

  /** Step 4: the roots, and the children of those that are not there. */
  sorted(roots: readonly number[]): number[] {
    for (const root of roots) {
      if (root >= this.messages.length) this.forest.setChildren(root, this.inOrder(this.forest.children(root)));
    }
    return this.inOrder(roots);
  }

  /** Step 6. */
  threads(roots: readonly number[]): Thread[] {
    const made = new Map<number, Thread>();
    // Children before their parents.
    for (const node of this.forest.fromTop(roots).reverse()) {
      const inOrder = this.inOrder(this.forest.children(node));
      this.forest.setChildren(node, inOrder);
      const children = inOrder.map((child) => made.get(child)!);
      made.set(node, node < this.messages.length ? { uid: this.messages[node]!.uid, children } : { children });
    }
    return this.inOrder(roots).map((root) => made.get(root)!);
  }

  private inOrder(nodes: readonly number[]): number[] {
    if (nodes.length < 2) return [...nodes];
    const { dates, forest } = this;
    const told = nodes.map((node) => ({ node, by: node < dates.length ? node : forest.firstChild(node) }));
    told.sort((a, b) => dates[a.by]! - dates[b.by]! || a.by - b.by);
    return told.map(({ node }) => node);
  }
}
