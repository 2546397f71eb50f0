import type { SignatureView } from './open-signed.ts';

/** How something that hangs on a message can be shown. */
export type Shows =
  | 'text'
  | 'image'
  | 'pdf'
  | 'message'
  | 'invoice'
  | 'signed'
  | 'archive'
  | 'daticert'
  | 'calendar'
  | 'contacts'
  | 'nothing';

/** Something that hangs on a message, or stands inside such a thing. */
export interface PartView {
  /** See `findPart`. */
  readonly part: string;
  readonly name: string;
  /** Media type: what the octets speak for, else what was declared. */
  readonly type: string;
  /** Octets, decoded. */
  readonly size: number;
  readonly shows: Shows;
  /** Content-ID, for images in HTML. */
  readonly cid?: string;
  readonly isInline: boolean;
  readonly signature?: SignatureView;
  readonly inside?: readonly PartView[];
}
