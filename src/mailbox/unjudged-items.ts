import type { MailFolder, MailStore } from '#ports';

/** A message whose kept texts do not say everything. */
export type UnjudgedItem = Awaited<ReturnType<MailStore['unjudged']>>[number];

const EVERYTHING = Number.MAX_SAFE_INTEGER;

/** The items of one folder that kept texts cannot judge. What has facts has them for good: once all have, only of new ones it is asked. */
export class UnjudgedItems {
  /** Every item below has facts. */
  #below = 1;
  /** Those among them whose texts are cut. */
  #cut: readonly UnjudgedItem[] = [];

  /** `folder` as those who ask know it: what came later is not theirs to find. Some that went may be among them. */
  async read({ id, uidNext }: MailFolder, store: Pick<MailStore, 'unjudged'>): Promise<readonly UnjudgedItem[]> {
    if (uidNext <= this.#below) return this.#cut;
    const found = await store.unjudged(id, EVERYTHING);
    const known = found.filter(({ uid }) => uid < uidNext);
    if (known.every(({ cut }) => cut)) {
      this.#below = uidNext;
      this.#cut = known;
    }
    return found;
  }
}
