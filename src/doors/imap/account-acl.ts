import type { ImapAccount, ImapRefusal, StoreMode } from '#imap';
import { ALL_RIGHTS, readRights, rightsIn, withOldRights } from '#mailbox';
import type { Grant } from '#ports';
import { type AccountBoxes, isPlace, type StandingPlace } from './account-boxes.ts';
import type { ImapAccountPorts } from './account-ports.ts';
import { refuse } from './account-refusals.ts';

type Ports = Pick<ImapAccountPorts, 'store' | 'legalTime'>;

const DONE = { ok: true } as const;
const HOLDER = refuse('CANNOT', 'the holder of a mailbox always has all rights');
const NO_RIGHTS = refuse('CANNOT', `rights are letters of ${ALL_RIGHTS} (RFC 4314 2.1)`);

/**
 * ACL (RFC 4314) over grants. Who may open a mailbox at all is the provider's book; here rights on single folders are given and taken among
 * those. The holder has all rights, always.
 */
export function accountAcl(boxes: AccountBoxes, ports: Ports): ImapAccount['acl'] {
  return {
    async get(name) {
      const place = await boxes.find(name, 'a');
      return isPlace(place) ? { ok: true, entries: await entriesOf(place, ports) } : place;
    },
    async mine(name) {
      const place = await boxes.find(name, '');
      return isPlace(place) ? { ok: true, rights: withOldRights(place.rights) } : place;
    },
    async listable(name, identifier) {
      const place = await boxes.find(name, 'a');
      if (!isPlace(place)) return place;
      const grant = await grantOf(place, identifier, ports);
      if (grant === HOLDER) return { ok: true, required: withOldRights(ALL_RIGHTS), optional: [] };
      return isGrant(grant) ? { ok: true, required: '', optional: [...withOldRights(ALL_RIGHTS)] } : grant;
    },
    async set(name, identifier, mode, written) {
      const place = await boxes.find(name, 'a');
      if (!isPlace(place)) return place;
      const given = readRights(written);
      if (!given.ok) return NO_RIGHTS;
      const grant = await grantOf(place, identifier, ports);
      if (!isGrant(grant)) return grant;
      const before = rightsIn(place.folder.id, grant, await ports.store.folderRights([place.folder.id]));
      return await put(place, grant, changed(before, mode, given.rights), ports);
    },
    async remove(name, identifier) {
      const place = await boxes.find(name, 'a');
      if (!isPlace(place)) return place;
      const grant = await grantOf(place, identifier, ports);
      return isGrant(grant) ? await put(place, grant, '', ports) : grant;
    },
  };
}

async function entriesOf(
  { box, folder }: StandingPlace,
  { store, legalTime }: Ports,
): Promise<readonly (readonly [string, string])[]> {
  const { id, address } = box.mailbox;
  const overrides = await store.folderRights([folder.id]);
  const entries: (readonly [string, string])[] = [[address, withOldRights(ALL_RIGHTS)]];
  for (const grant of await store.grants({ mailbox: id })) {
    const rights = isInForce(grant, legalTime.now()) ? rightsIn(folder.id, grant, overrides) : '';
    if (rights !== '') entries.push([grant.login, withOldRights(rights)]);
  }
  return entries;
}

async function grantOf(
  { box }: StandingPlace,
  identifier: string,
  { store, legalTime }: Ports,
): Promise<Grant | ImapRefusal> {
  const { id, address } = box.mailbox;
  const login = identifier.toLowerCase();
  if (login === address) return HOLDER;
  const grants = await store.grants({ mailbox: id });
  const found = grants.find((grant) => grant.login === login && isInForce(grant, legalTime.now()));
  return found ?? refuse('CANNOT', `${address} is not open to that user: the provider grants it first`);
}

function isGrant(found: Grant | ImapRefusal): found is Grant {
  return !('ok' in found);
}

function isInForce({ expiresAt }: Grant, now: number): boolean {
  return expiresAt === undefined || expiresAt > now;
}

function changed(before: string, mode: StoreMode, given: string): string {
  if (mode === 'replace') return given;
  const has = (right: string) =>
    mode === 'remove' ? before.includes(right) && !given.includes(right) : `${before}${given}`.includes(right);
  return [...ALL_RIGHTS].filter(has).join('');
}

async function put({ folder }: StandingPlace, { login }: Grant, rights: string, { store }: Ports) {
  await store.commit({ accounts: [{ kind: 'put-folder-rights', rights: { folder: folder.id, login, rights } }] });
  return DONE;
}
