import type { Instant } from '#pec';
import type { MailItem } from '#ports';
import { emailId, threadId } from './object-ids.ts';
import type { PackedTexts } from './packed-texts.ts';

/** An item of a folder as it stood when it was asked for. Its texts are made only when somebody reads them. */
export class FolderItem implements Omit<MailItem, 'thread'> {
  readonly uid: number;
  readonly modseq: number;
  readonly size: number;
  readonly internalDate: Instant;
  readonly savedAt: Instant;
  readonly flags: readonly string[];
  readonly #texts: PackedTexts;
  readonly #message: number;
  readonly #thread: number;

  constructor(row: Omit<MailItem, 'thread' | 'messageId'>, texts: PackedTexts, message: number, thread: number) {
    this.uid = row.uid;
    this.modseq = row.modseq;
    this.size = row.size;
    this.internalDate = row.internalDate;
    this.savedAt = row.savedAt;
    this.flags = row.flags;
    this.#texts = texts;
    this.#message = message;
    this.#thread = thread;
  }

  get messageId(): string {
    return this.#texts.get(this.#message);
  }

  get thread(): string | undefined {
    const thread = this.#texts.get(this.#thread);
    return thread === '' ? undefined : thread;
  }

  /** RFC 8474 5.1. */
  get emailId(): string {
    return emailId(this.messageId);
  }

  /** RFC 8474 5.2. */
  get threadId(): string | undefined {
    const { thread } = this;
    return thread === undefined ? undefined : threadId(thread);
  }
}
