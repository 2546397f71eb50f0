import type {
  AppPassword,
  Card,
  Dispatch,
  Domain,
  FolderRights,
  Grant,
  Mailbox,
  MailboxItem,
  NamedDocument,
  NewJob,
  Quarantined,
  SeenKey,
  StoredLogRecord,
  StoredMessage,
  TrackingRow,
  User,
} from '#ports';

export interface JobRow extends NewJob {
  readonly attempts: number;
  readonly lastError?: string;
  /** Absent: free. `until` is monotonic. */
  readonly lease?: { readonly token: string; readonly until: number };
}

export interface FolderState {
  readonly uidValidity: number;
  uidNext: number;
  /** By UID; ascending, since UIDs are given in order. */
  readonly items: Map<number, MailboxItem>;
}

export interface MailboxState {
  readonly mailbox: Mailbox;
  readonly folders: Map<string, FolderState>;
  usedBytes: number;
  messages: number;
}

/** What would stand on the disk. Containers change in place, the values in them are frozen. */
export interface MemoryState {
  readonly messages: Map<string, StoredMessage>;
  readonly seen: Map<string, SeenKey>;
  readonly dispatches: Map<string, Dispatch>;
  /** identificativo -> recipient -> row. */
  readonly tracking: Map<string, Map<string, TrackingRow>>;
  readonly log: StoredLogRecord[];
  readonly quarantine: Map<string, Quarantined>;
  readonly documents: Map<string, NamedDocument>;
  readonly domains: Map<string, Domain>;
  readonly mailboxes: Map<string, MailboxState>;
  readonly users: Map<string, User>;
  /** By mailbox and login. */
  readonly grants: Map<string, Grant>;
  /** By folder and login. */
  readonly folderRights: Map<string, FolderRights>;
  /** By login and id. */
  readonly appPasswords: Map<string, AppPassword>;
  /** By kind and id. */
  readonly cards: Map<string, Card>;
  readonly jobs: Map<string, JobRow>;
  foldersBorn: number;
}

export function emptyState(): MemoryState {
  return {
    messages: new Map(),
    seen: new Map(),
    dispatches: new Map(),
    tracking: new Map(),
    log: [],
    quarantine: new Map(),
    documents: new Map(),
    domains: new Map(),
    mailboxes: new Map(),
    users: new Map(),
    grants: new Map(),
    folderRights: new Map(),
    appPasswords: new Map(),
    cards: new Map(),
    jobs: new Map(),
    foldersBorn: 0,
  };
}

export function trackingRow(state: MemoryState, identificativo: string, recipient: string): TrackingRow | undefined {
  return state.tracking.get(identificativo)?.get(recipient);
}

export function putTrackingRow(state: MemoryState, row: TrackingRow): void {
  const rows = state.tracking.get(row.identificativo) ?? new Map<string, TrackingRow>();
  state.tracking.set(row.identificativo, rows.set(row.recipient, row));
}
