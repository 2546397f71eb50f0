import type { Disposition, MimePart } from './part.ts';

/**
 * A message as IMAP and the web see it: the MIME tree with attached messages descended into, unless they are encoded. Offsets are
 * octets of the whole message, at every depth.
 */
export interface MessageTree {
  readonly part: MimePart;
  /** Lines of the body; needed for text and message/rfc822 (RFC 9051 7.5.2). */
  readonly lines: number;
  /** Of a multipart. */
  readonly children: readonly MessageTree[];
  /** Of message/rfc822 and message/global: the message inside. */
  readonly message?: MessageTree;
}

/** RFC 9051 7.5.2 ENVELOPE; texts are raw header values (octets as characters, unfolded), so that nothing is lost. */
export interface MessageEnvelope {
  readonly date?: string;
  readonly subject?: string;
  readonly from: readonly EnvelopeAddress[];
  readonly sender: readonly EnvelopeAddress[];
  readonly replyTo: readonly EnvelopeAddress[];
  readonly to: readonly EnvelopeAddress[];
  readonly cc: readonly EnvelopeAddress[];
  readonly bcc: readonly EnvelopeAddress[];
  readonly inReplyTo?: string;
  readonly messageId?: string;
}

/** As it stands in the header: `name` raw, perhaps encoded words. Group marks as in RFC 9051: host null; mailbox null ends a group. */
export interface EnvelopeAddress {
  readonly name: string | null;
  /** Source route of old, `@a,@b` (RFC 5322 4.4 obs-route); absent where there is none, which is nearly always. */
  readonly route?: string;
  readonly mailbox: string | null;
  readonly host: string | null;
}

/**
 * What BODYSTRUCTURE tells of a part (RFC 9051 7.5.2), and where its octets are. `params`: names in lower case, RFC 2231 sections as
 * written, values as Unicode; other texts are raw like those of the envelope.
 */
export interface PartSummary {
  readonly type: string;
  readonly subtype: string;
  readonly params: readonly (readonly [string, string])[];
  readonly id?: string;
  readonly description?: string;
  readonly encoding: string;
  /** Octets of the body as transferred. */
  readonly size: number;
  readonly lines: number;
  readonly md5?: string;
  readonly disposition?: {
    readonly type: Disposition['type'];
    readonly params: readonly (readonly [string, string])[];
  };
  readonly language?: readonly string[];
  readonly location?: string;
  readonly children: readonly PartSummary[];
  /** Of message/rfc822: the envelope and structure of what is inside. */
  readonly message?: { readonly envelope: MessageEnvelope; readonly structure: PartSummary };
  /** Places in the whole message: `[start, bodyStart, end]`. */
  readonly at: readonly [start: number, bodyStart: number, end: number];
}

/** Everything of a message that is asked again and again, small, as plain JSON: can be rebuilt from the octets at any time. */
export interface MessageSummary {
  /** Raised when this shape changes: older ones are made anew. */
  readonly version: 1;
  readonly envelope: MessageEnvelope;
  readonly structure: PartSummary;
  /** Date field, milliseconds; absent when it cannot be read. */
  readonly sentAt?: number;
  /** The day written in the Date field, as its UTC midnight: SENTON and its kin disregard time and zone (RFC 9051 6.4.4). */
  readonly sentDay?: number;
  /** Message-IDs without brackets: References, else In-Reply-To (RFC 5256 3). */
  readonly references: readonly string[];
  /** First 200 characters of text (RFC 8970), white space joined. */
  readonly preview: string;
}
