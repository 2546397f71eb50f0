import { field, type MimeIndex, unfold } from '#mime';

/**
 * What a message that is no PEC message belongs to: the first Message-ID of References, else of In-Reply-To, else its own, without
 * angle brackets (RFC 5256 3, REFERENCES, step 1). An answer to a certified message so meets it: there the first Message-ID is
 * the identificativo. Undefined when it names none.
 */
export function threadRoot({ root }: MimeIndex): string | undefined {
  for (const name of ['references', 'in-reply-to', 'message-id']) {
    const found = /<([^<>\s]{1,998})>/.exec(unfold(field(root, name)?.value ?? ''));
    if (found) return found[1];
  }
  return undefined;
}
