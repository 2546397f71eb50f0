/** Where the pages of the webmail are. */
export interface Filter {
  readonly text?: string | undefined;
  readonly kind?: string | undefined;
  readonly state?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly subject?: string | undefined;
  readonly since?: string | undefined;
  readonly before?: string | undefined;
  readonly unread?: 'true' | undefined;
  readonly flagged?: 'true' | undefined;
  readonly attachments?: 'true' | undefined;
  readonly label?: string | undefined;
}

/** What stands behind `?` at a folder: the filter, in all folders or this one, and where the open message is if elsewhere. */
export interface FolderSearch extends Filter {
  readonly everywhere?: 'true' | undefined;
  readonly order?: 'oldest' | undefined;
  /** Folder of the open message, when it is not the one in the path. */
  readonly of?: string | undefined;
}

const WORDS = ['text', 'kind', 'state', 'from', 'to', 'subject', 'since', 'before', 'label'] as const;
const FLAGS = ['unread', 'flagged', 'attachments'] as const;
const KINDS = new Set(['certified', 'anomaly', 'unverified', 'sent', 'draft', 'receipt', 'ordinary']);
const STATES = new Set(['waiting', 'delivered', 'failed']);
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Reads it from an address that anybody may have written: what is not understood is left out. */
export function readSearch(raw: Readonly<Record<string, unknown>>): FolderSearch {
  const search: Record<string, string> = {};
  for (const name of WORDS) {
    const value = raw[name];
    const text = typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 254).trim() : '';
    if (text !== '' && isSound(name, text)) search[name] = text;
  }
  for (const name of [...FLAGS, 'everywhere'] as const) {
    if (raw[name] === true || raw[name] === 'true') search[name] = 'true';
  }
  if (raw.order === 'oldest') search.order = 'oldest';
  if (raw.of !== undefined && /^[\w.~-]{1,200}$/.test(String(raw.of))) search.of = String(raw.of);
  return search;
}

function isSound(name: (typeof WORDS)[number], text: string): boolean {
  if (name === 'kind') return KINDS.has(text);
  if (name === 'state') return STATES.has(text);
  if (name === 'since' || name === 'before') return DAY.test(text);
  return true;
}

/** The filter alone, as the server takes it. */
export function filterOf(search: FolderSearch): Filter {
  const { everywhere, order, of, ...filter } = search;
  return filter;
}

/** What was filtered by, one chip each; `text` is in the field. */
export function chipsOf(search: FolderSearch): readonly (keyof Filter)[] {
  return ([...WORDS, ...FLAGS] as const).filter((name) => name !== 'text' && search[name] !== undefined);
}

export function isFiltered(search: FolderSearch): boolean {
  return search.text !== undefined || chipsOf(search).length > 0;
}

export interface Answering {
  readonly folder: string;
  readonly uid: number;
  readonly how: 'reply' | 'reply-all' | 'forward' | 'edit';
}

/** The page where a message is written: new, or as an answer. */
export function writePath(mailbox: string, answer?: Answering): string {
  const query = answer === undefined ? '' : `?folder=${answer.folder}&uid=${answer.uid}&how=${answer.how}`;
  return `/scrivi/${encodeURIComponent(mailbox)}${query}`;
}

/** The folder at an address: `/posta/m/7`, also with a message open. */
export function folderAt(pathname: string): { readonly mailbox: string; readonly folder: string } | undefined {
  const [, mailbox, folder] = /^\/posta\/([\w.~-]+)\/([\w.~-]+)(?:\/\d+)?$/.exec(pathname) ?? [];
  return mailbox === undefined || folder === undefined ? undefined : { mailbox, folder };
}
