import type { Words } from '#evidence';
import type { Instant } from '#pec';

export type { Words };

export type PaperBlock =
  | { readonly kind: 'heading'; readonly text: Words }
  | { readonly kind: 'paragraph'; readonly text: Words; readonly tone?: 'warning' }
  | { readonly kind: 'facts'; readonly rows: readonly { readonly label: Words; readonly value: string }[] }
  | {
      readonly kind: 'timeline';
      /** `at` as people read it. */
      readonly events: readonly { readonly at: string; readonly what: Words; readonly note?: string }[];
    }
  /** `note` is set small: a digest, an address. */
  | {
      readonly kind: 'list';
      readonly items: readonly { readonly name: string; readonly what: Words; readonly note?: string }[];
    }
  | { readonly kind: 'commands'; readonly lines: readonly string[] };

/** A document for people, before it is set. */
export interface Paper {
  readonly title: Words;
  /** Stands under the title and at the foot of each page. */
  readonly subject: string;
  /** Who made it; in the metadata and at the foot. */
  readonly author: string;
  readonly at: Instant;
  readonly blocks: readonly PaperBlock[];
}

/** Sets documents for people. */
export interface PaperPress {
  /** PDF/A-2b (ISO 19005-2), fonts inside; the same paper gives the same octets. */
  print(paper: Paper): Promise<Uint8Array>;
}
