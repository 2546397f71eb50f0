/** The REFERENCES algorithm as RFC 5256 3 tells it, one object a message, with no thought for speed. Imported by tests only. */
import { type BaseSubject, baseSubject } from './base-subject.ts';
import type { SampleMessage } from './test-summaries.ts';

class Node {
  parent: Node | undefined;
  children: Node[] = [];
  /** None for a message that is not there. */
  readonly index: number | undefined;

  constructor(index?: number) {
    this.index = index;
  }

  has(node: Node): boolean {
    return node === this || this.children.some((child) => child.has(node));
  }

  take(node: Node): void {
    node.leave();
    node.parent = this;
    this.children.push(node);
  }

  leave(): void {
    if (this.parent !== undefined) this.parent.children = this.parent.children.filter((child) => child !== this);
    this.parent = undefined;
  }

  pruned(): Node[] {
    this.children = this.children.flatMap((child) => child.pruned());
    return this.index === undefined ? this.children : [this];
  }

  /** The message it is told by. */
  first(): number {
    return this.index ?? this.children[0]!.index!;
  }
}

/** Threads as `threadText` writes them; every sample has a date. */
export function slowThreads(samples: readonly SampleMessage[]): string {
  const date = (node: Node): number => samples[node.first()]!.sentAt!;
  const inOrder = (list: readonly Node[]): Node[] =>
    [...list].sort((a, b) => date(a) - date(b) || a.first() - b.first());
  const roots = linked(samples).flatMap((root) => {
    const kept = root.pruned();
    return root.index === undefined && kept.length > 1 ? [root] : kept;
  });
  for (const root of roots) if (root.index === undefined) root.children = inOrder(root.children);
  const gathered = gather(inOrder(roots), (node) => baseSubject(samples[node.first()]!.subject ?? ''));
  for (const root of gathered) sortBelow(root, inOrder);
  return inOrder(gathered)
    .map((root) => `(${told(root)})`)
    .join('');
}

/** Steps 1 and 2. */
function linked(samples: readonly SampleMessage[]): Node[] {
  const nodes = new Map<string, Node>();
  const mine = samples.map(({ id }, index) => {
    const node = new Node(index);
    if (id !== undefined && !nodes.has(id)) nodes.set(id, node);
    return node;
  });
  for (const [index, { references = [] }] of samples.entries()) {
    const chain = references.map((id) => {
      const node = nodes.get(id) ?? new Node();
      nodes.set(id, node);
      return node;
    });
    for (let i = 1; i < chain.length; i++) {
      const [above, below] = [chain[i - 1]!, chain[i]!];
      if (below.parent === undefined && !below.has(above)) above.take(below);
    }
    const own = mine[index]!;
    own.leave();
    const above = chain.at(-1);
    if (above !== undefined && !own.has(above)) above.take(own);
  }
  return [...new Set([...mine, ...nodes.values()])].filter(({ parent }) => parent === undefined);
}

/** Step 5. */
function gather(sorted: readonly Node[], subjectOf: (node: Node) => BaseSubject): Node[] {
  const key = (node: Node): string => subjectOf(node).base.toUpperCase();
  const isReply = (node: Node): boolean => subjectOf(node).isReply;
  const table = new Map<string, Node>();
  for (const root of sorted) {
    const held = table.get(key(root));
    if (key(root) === '') continue;
    if (held === undefined) table.set(key(root), root);
    else if (held.index !== undefined) {
      if (root.index === undefined || (isReply(held) && !isReply(root))) table.set(key(root), root);
    }
  }
  let roots = [...sorted];
  for (const root of sorted) {
    const held = table.get(key(root));
    if (held === undefined || held === root) continue;
    roots = roots.filter((other) => other !== root);
    if (held.index === undefined && root.index === undefined) held.children.push(...root.children);
    else if (held.index === undefined) held.children.push(root);
    else if (isReply(root) && !isReply(held)) held.children.push(root);
    else {
      const dummy = new Node();
      dummy.children = [held, root];
      roots = [...roots.filter((other) => other !== held), dummy];
      table.set(key(root), dummy);
    }
  }
  return roots;
}

/** Step 6. */
function sortBelow(node: Node, inOrder: (list: readonly Node[]) => Node[]): void {
  for (const child of node.children) sortBelow(child, inOrder);
  node.children = inOrder(node.children);
}

function told(node: Node): string {
  const children = node.children.map(told);
  const number = node.index === undefined ? '' : `${node.index + 1}`;
  if (children.length === 1) return `${number} ${children[0]}`;
  return number + (children.length > 0 && number !== '' ? ' ' : '') + children.map((child) => `(${child})`).join('');
}
