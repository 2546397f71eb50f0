import type { Instant } from '#pec';
import type { FolderItems } from './folder-items.ts';
import { emailId, threadId } from './object-ids.ts';

/** A row of `FolderItems` as an item: nothing is copied, and when the row is another one, so is the item. */
export class ItemRow {
  readonly #items: FolderItems;
  row = 0;

  constructor(items: FolderItems) {
    this.#items = items;
  }

  get uid(): number {
    return this.#items.uid(this.row);
  }

  get modseq(): number {
    return this.#items.modseq(this.row);
  }

  get size(): number {
    return this.#items.size(this.row);
  }

  get internalDate(): Instant {
    return this.#items.internalDate(this.row);
  }

  get savedAt(): Instant {
    return this.#items.savedAt(this.row);
  }

  get flags(): readonly string[] {
    return this.#items.flags(this.row);
  }

  get emailId(): string {
    return emailId(this.#items.messageId(this.row));
  }

  get threadId(): string | undefined {
    const thread = this.#items.thread(this.row);
    return thread === '' ? undefined : threadId(thread);
  }
}
