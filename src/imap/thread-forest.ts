/** Steps of looking for loops that each message may cost; beyond, a link that needs a look is not made. */
const STEPS_PER_NODE = 200;
const NONE = -1;

/**
 * Trees of messages by number, for the REFERENCES algorithm (RFC 5256 3). Numbers from `messages` on are dummies: messages that are
 * not there. Nothing recurses and lists are joined without copying, so neither deep threads nor hostile ones cost more than their
 * length. First `link` and `unlink`, then `prune`, then the lists of children.
 */
export class ThreadForest {
  private readonly messages: number;
  private readonly parent: number[] = [];
  private readonly childCount: number[] = [];
  private readonly first: number[] = [];
  private readonly last: number[] = [];
  private readonly next: number[] = [];
  private steps = 0;

  constructor(messages: number) {
    this.messages = messages;
    for (let i = 0; i < messages; i++) this.add();
  }

  /** A dummy. */
  add(): number {
    this.childCount.push(0);
    this.first.push(NONE);
    this.last.push(NONE);
    this.next.push(NONE);
    return this.parent.push(NONE) - 1;
  }

  hasParent(node: number): boolean {
    return this.parent[node] !== NONE;
  }

  unlink(node: number): void {
    const parent = this.parent[node]!;
    if (parent !== NONE) this.childCount[parent]!--;
    this.parent[node] = NONE;
  }

  /** Makes `node`, which has no parent, a child, unless that would close a loop. */
  link(parent: number, node: number): void {
    if (parent === node || (this.childCount[node]! > 0 && this.isBelow(parent, node))) return;
    this.parent[node] = parent;
    this.childCount[parent]!++;
  }

  /** Steps 2 and 3: dummies go, but for roots that tie several messages together. Answers the roots. */
  prune(): number[] {
    const roots: number[] = [];
    for (const [node, parent] of this.parent.entries()) {
      if (parent === NONE) roots.push(node);
      else this.append(parent, node);
    }
    for (const node of this.fromTop(roots).reverse()) {
      const children = this.children(node);
      this.setChildren(node, []);
      for (const child of children) {
        if (child < this.messages) this.append(node, child);
        else this.moveChildren(child, node);
      }
    }
    return roots.flatMap((root) => {
      if (root < this.messages || this.first[root] !== this.last[root]) return [root];
      return this.children(root);
    });
  }

  firstChild(node: number): number {
    return this.first[node]!;
  }

  children(node: number): number[] {
    const children: number[] = [];
    for (let at = this.first[node]!; at !== NONE; at = this.next[at]!) children.push(at);
    return children;
  }

  setChildren(node: number, children: readonly number[]): void {
    this.first[node] = NONE;
    this.last[node] = NONE;
    for (const child of children) this.append(node, child);
  }

  append(node: number, child: number): void {
    this.next[child] = NONE;
    if (this.first[node] === NONE) this.first[node] = child;
    else this.next[this.last[node]!] = child;
    this.last[node] = child;
  }

  /** Behind those `to` has. */
  moveChildren(from: number, to: number): void {
    const first = this.first[from]!;
    if (first === NONE) return;
    if (this.first[to] === NONE) this.first[to] = first;
    else this.next[this.last[to]!] = first;
    this.last[to] = this.last[from]!;
    this.first[from] = NONE;
    this.last[from] = NONE;
  }

  /** All that hangs on the roots, parents before their children. */
  fromTop(roots: readonly number[]): number[] {
    const nodes = [...roots];
    for (let i = 0; i < nodes.length; i++) {
      for (let at = this.first[nodes[i]!]!; at !== NONE; at = this.next[at]!) nodes.push(at);
    }
    return nodes;
  }

  private isBelow(node: number, above: number): boolean {
    const most = STEPS_PER_NODE * this.parent.length;
    let at = node;
    while (at !== NONE && at !== above && this.steps < most) {
      at = this.parent[at]!;
      this.steps++;
    }
    return at !== NONE;
  }
}
