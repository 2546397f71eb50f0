/** A request that is gone on with: its name, and the key that opens it. */
export interface Going {
  readonly id: string;
  readonly key: string;
}

const NAME = /^\/attivazione\/([A-Za-z0-9._~-]{1,200})\/?$/;
const KEY = /^#([\w-]{20,200})$/;
const keptAs = (id: string) => `ceralacca.activation.${id}`;

/** What the address of the page names: nothing, a request with its key, or one whose key is missing. */
export function readPlace(pathname: string, hash: string): { readonly id?: string; readonly key?: string } {
  const id = NAME.exec(pathname)?.[1];
  const key = KEY.exec(hash)?.[1];
  return id === undefined ? {} : { id, ...(key !== undefined && { key }) };
}

/** The key stays with this tab, so that who goes to a digital identity comes back to his request. */
export function keepKey({ id, key }: Going): void {
  try {
    sessionStorage.setItem(keptAs(id), key);
  } catch {
    // A browser that keeps nothing: the link in the mail opens it.
  }
}

export function keptKey(id: string): string | undefined {
  try {
    return sessionStorage.getItem(keptAs(id)) ?? undefined;
  } catch {
    return undefined;
  }
}

export function forgetKey(id: string): void {
  try {
    sessionStorage.removeItem(keptAs(id));
  } catch {
    // Nothing was kept.
  }
}

/** The header field that every call about a request needs. */
export const keyHeader = ({ key }: Going) => ({ 'x-ceralacca-activation': key });

export const linkOf = ({ id, key }: Going, origin: string) => `${origin}/attivazione/${id}#${key}`;
