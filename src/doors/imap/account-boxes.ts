import type { Box, Credentials, Standing } from '#accounts';
import type { ImapRefusal } from '#imap';
import { canonicalName, INBOX, nameFault, openFolders, rightsIn, SENT } from '#mailbox';
import type { FolderRights, MailFolder } from '#ports';
import type { ImapAccountPorts } from './account-ports.ts';
import { ACCOUNT_CLOSED, lacking, NO_MAILBOX } from './account-refusals.ts';

/** RFC 2342: where the mailboxes of others stand that are open to this login. */
export const OTHER_USERS = 'Other Users/';

/** A mailbox of the provider as it shows in the account: all folders of it stand under `prefix`. */
export interface AccountBox extends Box {
  readonly prefix: string;
}

/** A folder name, and what stands there. */
export interface Place {
  readonly box: AccountBox;
  /** As the client sees it. */
  readonly shown: string;
  /** Within the box. */
  readonly name: string;
  readonly folder?: MailFolder;
  /** Those known that have to do with it: itself, those above it, INBOX and Sent. */
  readonly folders: readonly MailFolder[];
  /** On the folder; where there is none, on the nearest above it. */
  readonly rights: string;
}

export type StandingPlace = Place & { readonly folder: MailFolder };

/** What is open to a login is asked for again after this: a right that was taken is gone within it. */
const FRESH_MS = 1_000;

/** Everything that is open to one who came in: his mailboxes, their folders, his rights on them. */
export class AccountBoxes {
  readonly #entry: Credentials & Pick<Standing, 'login'>;
  readonly #ports: ImapAccountPorts;
  #standing: Standing | undefined;
  #until: number;
  /** Mailboxes whose usual folders are there, for they were looked at as a whole. */
  readonly #begun = new Set<string>();

  constructor(entry: Standing & Credentials, ports: ImapAccountPorts) {
    this.#entry = entry;
    this.#ports = ports;
    this.#standing = entry;
    this.#until = ports.monotonic.now() + FRESH_MS;
  }

  get login(): string {
    return this.#entry.login;
  }

  /** The box in the personal namespace first. Undefined: the account was closed. */
  async all(): Promise<readonly AccountBox[] | undefined> {
    const now = this.#ports.monotonic.now();
    if (now >= this.#until) {
      this.#standing = await this.#ports.logins.standing(this.#entry);
      this.#until = now + FRESH_MS;
    }
    if (this.#standing === undefined) return undefined;
    const { box, shared } = this.#standing;
    return [
      ...(box ? [{ ...box, prefix: '' }] : []),
      ...shared.map((one) => ({ ...one, prefix: `${OTHER_USERS}${levelOf(one.mailbox.address)}/` })),
    ];
  }

  /** What stands, or could stand, under a name. */
  async look(written: string): Promise<Place | ImapRefusal> {
    const shown = canonicalName(written);
    const boxes = await this.all();
    if (boxes === undefined) return ACCOUNT_CLOSED;
    const box = boxOf(shown, boxes);
    if (!box) return NO_MAILBOX;
    const name = canonicalName(shown.slice(box.prefix.length));
    // Under a name that no folder can have nothing is looked for: it may have ten thousand levels.
    const names = nameFault(name) === undefined ? [name, ...superiors(name)] : [];
    const { folders, rights } = await this.folders(box, [...names, SENT]);
    const folder = folders.find((one) => one.name === name);
    const base = { box, shown: `${box.prefix}${name}`, name, folders, rights: rights(folder ?? above(name, folders)) };
    return folder ? { ...base, folder } : base;
  }

  /** Of names as `list` told them, those that stand and may be opened, and what stands there. */
  async readable(names: readonly string[]): Promise<ReadonlyMap<string, MailFolder>> {
    const boxes = (await this.all()) ?? [];
    const found = new Map<string, MailFolder>();
    for (const [box, shown] of Map.groupBy(names, (name) => boxOf(name, boxes))) {
      if (!box) continue;
      const wanted = new Set(shown.map((name) => name.slice(box.prefix.length)));
      const { folders, rights } = await this.folders(box, [...wanted]);
      for (const folder of folders)
        if (wanted.has(folder.name) && rights(folder).includes('r')) found.set(`${box.prefix}${folder.name}`, folder);
    }
    return found;
  }

  /** The folder of that name, when all `needed` rights are there. To one who may not even see it, it does not exist. */
  async find(written: string, needed: string): Promise<StandingPlace | ImapRefusal> {
    const place = await this.look(written);
    if (!isPlace(place)) return place;
    const { folder, rights } = place;
    if (folder === undefined || rights === '') return NO_MAILBOX;
    const refusal = lacking(rights, needed);
    if (refusal) return rights.includes('l') ? refusal : NO_MAILBOX;
    return { ...place, folder };
  }

  /**
   * The folders of a box, and what may be done in each; without one, in the box as a whole. `names`: INBOX and those that bear them
   * alone, for a box may have ten thousand.
   */
  async folders(box: AccountBox, names?: readonly string[]) {
    const { store, views } = this.#ports;
    const { id } = box.mailbox;
    const named = names && this.#begun.has(id) ? await views.lists.named(id, [INBOX, ...names]) : [];
    const folders = named.some(({ name }) => name === INBOX) ? named : await this.begin(id);
    const overrides: readonly FolderRights[] =
      box.level === 'own' ? [] : await store.folderRights(folders.map(({ id }) => id));
    const who = { ...box, login: this.login };
    return { folders, rights: (folder: MailFolder | undefined) => rightsIn(folder?.id ?? '', who, overrides) };
  }

  /** The folders of a mailbox, the usual ones made where it is new. */
  async begin(mailbox: string): Promise<readonly MailFolder[]> {
    const { store, views, legalTime } = this.#ports;
    const known = {
      folders: () => views.lists.all(mailbox),
      createFolder: (...order: Parameters<typeof store.createFolder>) => store.createFolder(...order),
    };
    const opened = await openFolders(mailbox, known, legalTime.now());
    this.#begun.add(mailbox);
    return opened;
  }

  /** Rights on a folder of that mailbox as they are now; none when it is no longer open. */
  async rightsOn(folder: MailFolder): Promise<string> {
    const box = (await this.all())?.find(({ mailbox }) => mailbox.id === folder.mailbox);
    if (!box) return '';
    const overrides = box.level === 'own' ? [] : await this.#ports.store.folderRights([folder.id]);
    return rightsIn(folder.id, { ...box, login: this.login }, overrides);
  }
}

export function isPlace<P extends Place>(found: P | ImapRefusal): found is P {
  return !('ok' in found);
}

function boxOf(shown: string, boxes: readonly AccountBox[]): AccountBox | undefined {
  const box = boxes.findLast(({ prefix }) => shown.startsWith(prefix));
  return box?.prefix === '' && `${shown}/`.startsWith(OTHER_USERS) ? undefined : box;
}

/** The nearest folder above a name. */
function above(name: string, folders: readonly MailFolder[]): MailFolder | undefined {
  const parents = folders.filter((folder) => name.startsWith(`${folder.name}/`));
  return parents.toSorted((a, b) => b.name.length - a.name.length)[0];
}

/** `a/b` and `a` of `a/b/c`. */
function superiors(name: string): readonly string[] {
  const found: string[] = [];
  for (let end = name.lastIndexOf('/'); end > 0; end = name.lastIndexOf('/', end - 1)) found.push(name.slice(0, end));
  return found;
}

/** An address as one level of a name: a slash in it would make two. */
function levelOf(address: string): string {
  return address.replaceAll('/', '\u2215');
}
