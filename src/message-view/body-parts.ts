import { field, type MessageTree, unfold } from '#mime';

/** A part with its number in the stored message (RFC 9051 6.4.5.1): `2.1`. */
export interface NumberedPart {
  readonly number: string;
  readonly node: MessageTree;
}

/** What of a message is read as its text, and what hangs on it. */
export interface BodyParts {
  /** Plain texts that stand one below the other. */
  readonly texts: readonly NumberedPart[];
  /** The same said in HTML; then `texts` may be another form of it. */
  readonly htmls: readonly NumberedPart[];
  readonly attachments: readonly (NumberedPart & { readonly isInline: boolean; readonly signs?: MessageTree })[];
}

interface Gathered {
  texts: NumberedPart[];
  htmls: NumberedPart[];
  attachments: (NumberedPart & { isInline: boolean; signs?: MessageTree })[];
}

/** More than these, one by one, nobody reads. */
const MAX_TEXTS = 20;

/**
 * Sorts the parts of one message, attached messages not looked into. `prefix`: number of the message part that holds it, '' for the
 * outermost.
 */
export function bodyParts(message: MessageTree, prefix: string): BodyParts {
  const found: Gathered = { texts: [], htmls: [], attachments: [] };
  const isMultipart = message.children.length > 0;
  sort({ node: message, number: isMultipart ? prefix : join(prefix, 1) }, found, 'mixed');
  return found;
}

export function join(prefix: string, child: number): string {
  return prefix === '' ? `${child}` : `${prefix}.${child}`;
}

export function childrenOf({ node, number }: NumberedPart): readonly NumberedPart[] {
  return node.children.map((child, at) => ({ node: child, number: join(number, at + 1) }));
}

type Around = 'mixed' | 'alternative' | 'related';

function sort(part: NumberedPart, found: Gathered, around: Around): void {
  const { type } = part.node.part.contentType;
  const children = childrenOf(part);
  if (children.length === 0) sortLeaf(part, found, around);
  else if (type === 'multipart/alternative') sortAlternative(children, found);
  else if (type === 'multipart/related') sortRelated(part, children, found);
  else if (type === 'multipart/signed') sortSigned(children, found);
  else for (const child of children) sort(child, found, 'mixed');
}

function sortLeaf(part: NumberedPart, found: Gathered, around: Around): void {
  const { contentType, disposition, fileName } = part.node.part;
  const isAttached = disposition?.type === 'attachment' || (fileName !== undefined && disposition?.type !== 'inline');
  const isReadable = !isAttached && fileName === undefined && found.texts.length + found.htmls.length < MAX_TEXTS;
  if (isReadable && contentType.type === 'text/plain') found.texts.push(part);
  else if (isReadable && contentType.type === 'text/html') found.htmls.push(part);
  else found.attachments.push({ ...part, isInline: around === 'related' || disposition?.type === 'inline' });
}

/** Forms of one thing, the plainest first (RFC 2046 5.1.4): of each kind the last that can be read. */
function sortAlternative(children: readonly NumberedPart[], found: Gathered): void {
  const forms = children.map((child) => {
    const form: Gathered = { texts: [], htmls: [], attachments: [] };
    sort(child, form, 'alternative');
    return form;
  });
  const html = forms.findLast(({ htmls }) => htmls.length > 0);
  const text = forms.findLast((form) => form !== html && form.texts.length > 0) ?? html;
  found.texts.push(...(text?.texts ?? []));
  found.htmls.push(...(html?.htmls ?? []));
  // A form that is neither (a calendar, a PDF) is kept as what it is.
  for (const form of forms) found.attachments.push(...form.attachments);
}

/** The first part, or the one that `start` names, with what it shows (RFC 2387 3.2). */
function sortRelated(part: NumberedPart, children: readonly NumberedPart[], found: Gathered): void {
  const start = part.node.part.contentType.params.get('start');
  const root = children.find(({ node }) => start !== undefined && contentId(node) === bare(start)) ?? children[0];
  for (const child of children) sort(child, found, child === root ? 'mixed' : 'related');
}

/** RFC 1847: what was signed, and the signature over exactly its octets. */
function sortSigned(children: readonly NumberedPart[], found: Gathered): void {
  const [content, signature, ...more] = children;
  if (content) sort(content, found, 'mixed');
  if (content && signature) found.attachments.push({ ...signature, isInline: false, signs: content.node });
  for (const child of more) sort(child, found, 'mixed');
}

/** Content-ID without its brackets. */
export function contentId(node: MessageTree): string | undefined {
  const value = field(node.part, 'content-id')?.value;
  return value === undefined ? undefined : bare(unfold(value));
}

function bare(value: string): string {
  return value.trim().replace(/^<(.*)>$/, '$1');
}
