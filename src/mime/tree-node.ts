import type { MessageTree } from './message-summary.ts';
import { OpenPart } from './open-part.ts';
import type { ContentType } from './part.ts';
import { isIdentityEncoding } from './transfer-stream.ts';

/** A node of a message tree while the message is being read. */
export class TreeNode {
  readonly part: OpenPart;
  /** How many messages it lies in: 0 in the outermost. */
  readonly level: number;
  /** The header section of a message, not of a part. */
  readonly isMessage: boolean;
  readonly children: TreeNode[] = [];
  message: TreeNode | undefined;
  /** `--boundary` of a multipart whose boundary lines are looked for. */
  delimiter: Uint8Array | undefined;
  /** Its closing boundary line was met. */
  closed = false;
  /** Line ends before the body. */
  private linesBefore = Number.POSITIVE_INFINITY;
  private lines = 0;

  constructor(start: number, defaultType: ContentType, level: number, isMessage: boolean) {
    this.part = new OpenPart(start, defaultType);
    this.level = level;
    this.isMessage = isMessage;
  }

  /** RFC 2046 5.2.1: an attached message may only be sent as it is; one that is encoded is left alone. */
  holdsMessage(): boolean {
    const { contentType, encoding } = this.part;
    return (
      (contentType.type === 'message/rfc822' || contentType.type === 'message/global') && isIdentityEncoding(encoding)
    );
  }

  openBody(bodyStart: number, linesBefore: number): void {
    this.part.bodyStart = bodyStart;
    this.linesBefore = linesBefore;
  }

  /** `lines`: line ends before `end`. */
  close(end: number, lines: number): void {
    const { part } = this;
    part.close(end);
    this.lines = part.bodyStart < part.end ? Math.max(0, lines - this.linesBefore) : 0;
  }

  tree(): MessageTree {
    const children = this.children.map((child) => child.tree());
    const { part, lines, message } = this;
    return message === undefined ? { part, lines, children } : { part, lines, children, message: message.tree() };
  }
}
