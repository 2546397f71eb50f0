import type { PartView } from '#contract';

/** Pictures a browser draws without running or fetching anything; the type is ours, whatever the message says. */
const PICTURES: Readonly<Record<string, string>> = {
  'image/png': 'image/png',
  'image/jpeg': 'image/jpeg',
  'image/jpg': 'image/jpeg',
  'image/gif': 'image/gif',
  'image/webp': 'image/webp',
  'image/bmp': 'image/bmp',
  'image/avif': 'image/avif',
};

/** The type under which a picture may be shown; undefined: it is not. SVG is a document with scripts and links, and is not. */
export function pictureType(type: string): string | undefined {
  return PICTURES[type.toLowerCase().split(';')[0]!.trim()];
}

/** More than this is not drawn in the page: it is downloaded. */
export const MAX_PREVIEW_BYTES = 30_000_000;

/** Can it be looked at here? */
export function isShown(part: PartView): boolean {
  if (part.size > MAX_PREVIEW_BYTES && part.shows !== 'archive' && part.shows !== 'signed') return false;
  if (part.shows === 'image') return pictureType(part.type) !== undefined;
  if (part.shows === 'signed' || part.shows === 'archive') return part.inside !== undefined;
  return part.shows !== 'nothing';
}

/** Attachments as people count them: what is drawn inside the text is not one of them. */
export function attachmentsOf(parts: readonly PartView[], drawn: ReadonlySet<string>): readonly PartView[] {
  return parts.filter((part) => !(part.isInline && part.cid !== undefined && drawn.has(part.cid)));
}

/** Inline pictures by Content-ID. */
export function picturesByCid(parts: readonly PartView[]): ReadonlyMap<string, PartView> {
  const found = new Map<string, PartView>();
  for (const part of parts) {
    if (part.cid !== undefined && pictureType(part.type) !== undefined) found.set(part.cid.replace(/^<|>$/g, ''), part);
  }
  return found;
}

/** A document out of what was signed, perhaps more than once: what people want, and every signature around it, the outermost first. */
export function unsigned(part: PartView): {
  readonly document: PartView | undefined;
  readonly signatures: readonly NonNullable<PartView['signature']>[];
} {
  if (part.shows !== 'signed') return { document: part, signatures: [] };
  const [only, ...others] = part.inside ?? [];
  const within = only === undefined || others.length > 0 ? { document: undefined, signatures: [] } : unsigned(only);
  return { ...within, signatures: [...(part.signature ? [part.signature] : []), ...within.signatures] };
}

type Signature = NonNullable<PartView['signature']>;
export type SignatureWord = 'valid' | Signature['code'];

/** Only what holds, by a certificate of an authority that is known, is called a valid signature: anybody can sign in anybody's name (T147). */
export function signatureWord({ ok, code, authority }: Pick<Signature, 'ok' | 'code' | 'authority'>): SignatureWord {
  if (!ok) return code === 'unaltered' ? 'altered' : code;
  return authority === 'trusted' ? 'valid' : 'unaltered';
}
