const HOWS = ['reply', 'reply-all', 'forward', 'edit'] as const;
const ID = /^[\w.~-]{1,200}$/;

/** What stands behind `?` where one writes: the draft, or what it is to begin with. */
export interface WriteSearch {
  readonly bozza?: string;
  readonly folder?: string;
  readonly uid?: number;
  readonly how?: (typeof HOWS)[number];
  /** To whom, from the address book. */
  readonly a?: string;
}

export function readWriteSearch(raw: Readonly<Record<string, unknown>>): WriteSearch {
  const how = HOWS.find((one) => one === raw.how);
  const uid = Number(raw.uid);
  return {
    ...(ID.test(String(raw.bozza ?? '')) && { bozza: String(raw.bozza) }),
    ...(ID.test(String(raw.folder ?? '')) && { folder: String(raw.folder) }),
    ...(Number.isSafeInteger(uid) && uid > 0 && { uid }),
    ...(how !== undefined && { how }),
    ...(typeof raw.a === 'string' && raw.a !== '' && { a: raw.a.slice(0, 2_000) }),
  };
}
