import { skeleton } from '#message-view';

/**
 * Which known domain an unknown one is easily taken for: the same to a hasty eye, or one letter away. The index has many thousand domains, so
 * they are made ready once and asked often.
 */
export class LookAlikes {
  readonly #known: () => readonly string[];
  #source: readonly string[] | undefined;
  #bySkeleton = new Map<string, string>();

  constructor(known: () => readonly string[]) {
    this.#known = known;
  }

  /** Undefined: it looks like none. `domain` is no known one itself. */
  of(domain: string): string | undefined {
    this.#refresh();
    const looks = skeleton(domain);
    const same = this.#bySkeleton.get(looks);
    if (same !== undefined) return same;
    // A short name is one letter away from many honest ones.
    if (looks.length < SHORTEST) return undefined;
    for (const [known, name] of this.#bySkeleton) if (isOneApart(looks, known)) return name;
    return undefined;
  }

  #refresh(): void {
    const now = this.#known();
    if (now === this.#source) return;
    this.#source = now;
    this.#bySkeleton = new Map(now.map((name) => [skeleton(name), name]));
  }
}

const SHORTEST = 9;

/** One letter more, less, other, or two neighbours exchanged. */
export function isOneApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const [restA, restB] = [a.slice(start, endA), b.slice(start, endB)];
  if (restA.length <= 1 && restB.length <= 1) return true;
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0];
}
