import type { Random } from '#ports';

/** No letters that look alike; 32 of them, so that five bits of chance make one. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';
const ID_LENGTH = 4;
const LENGTH = 20;
const SHAPE = new RegExp(`^[${LETTERS}]{4}(?:-[${LETTERS}]{4}){4}$|^[${LETTERS}]{${LENGTH}}$`);

export interface NewAppPassword {
  /** Stands in clear in front: says which hash to compute. Unique among those of one login. */
  readonly id: string;
  /** What the holder types: `abcd-efgh-…`, 80 bits of chance behind the id. */
  readonly secret: string;
  /** What is hashed. */
  readonly canonical: string;
}

/** Makes the password for one program; its secret is shown once and never kept. `taken`: ids this login has given already. */
export function makeAppPassword(random: Random, taken: ReadonlySet<string>): NewAppPassword {
  for (;;) {
    const canonical = Array.from(random.bytes(LENGTH), (octet) => LETTERS[octet % LETTERS.length]).join('');
    const id = canonical.slice(0, ID_LENGTH);
    if (taken.has(id)) continue;
    return { id, canonical, secret: canonical.match(/.{4}/g)!.join('-') };
  }
}

/**
 * Reads what may be the password of a program, with hyphens or without, in any letter case and with the spaces a holder copied
 * along. Undefined when it cannot be one.
 */
export function readAppPassword(text: string): { readonly id: string; readonly canonical: string } | undefined {
  const typed = text.trim().toLowerCase();
  if (!SHAPE.test(typed)) return undefined;
  const canonical = typed.replaceAll('-', '');
  return { id: canonical.slice(0, ID_LENGTH), canonical };
}
