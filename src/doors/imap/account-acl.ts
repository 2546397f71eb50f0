import type { ImapAccount, ImapRefusal } from '#imap';
import { ALL_RIGHTS, readRights, rightsIn, withOldRights } from '#mailbox';
import type { AccountChange, Grant } from '#ports';
import { type AccountBoxes, isPlace, type StandingPlace } from './account-boxes.ts';
import type { ImapAccountPorts } from './account-ports.ts';
import { refuse } from './account-refusals.ts';

const DONE = { ok: true } as const;
const HOLDER = refuse('CANNOT', 'the holder of a mailbox always has all rights');

/**
 * ACL (RFC 4314) over grants. Who may open a mailbox at all is the provider's book; here rights on single folders are given and taken among
 * those. The holder has all rights, always.
 */
export function accountAcl(
  boxes: AccountBoxes,
  { store, legalTime }: Pick<ImapAccountPorts, 'store' | 'legalTime'>,
): ImapAccount['acl'] {
  async function grantOf({ box }: StandingPlace, identifier: string): Promise<Grant | ImapRefusal> {
    const login = identifier.toLowerCase();
    if (login === box.mailbox.address) return HOLDER;
    const grants = await store.grants({ mailbox: box.mailbox.id });
    const found = grants.find((grant) => grant.login === login && isGood(grant));
    return (
      found ??
      refuse('CANNOT', `${box.mailbox.address} is not open to that user: its holder, or the provider, grants it first`)
    );
  }

  const isGood = ({ expiresAt }: Grant) => expiresAt === undefined || expiresAt > legalTime.now();

  async function rightsOf({ folder }: StandingPlace, grant: Grant): Promise<string> {
    return rightsIn(folder.id, grant, await store.folderRights([folder.id]));
  }

  async function put(change: AccountChange) {
    await store.commit({ accounts: [change] });
    return DONE;
  }

  return {
    async get(name) {
      const place = await boxes.find(name, 'a');
      if (!isPlace(place)) return place;
      const { mailbox } = place.box;
      const overrides = await store.folderRights([place.folder.id]);
      const entries: (readonly [string, string])[] = [[mailbox.address, withOldRights(ALL_RIGHTS)]];
      for (const grant of await store.grants({ mailbox: mailbox.id })) {
        const rights = isGood(grant) ? rightsIn(place.folder.id, grant, overrides) : '';
        if (rights !== '') entries.push([grant.login, withOldRights(rights)]);
      }
      return { ok: true, entries };
    },
    async mine(name) {
      const place = await boxes.find(name, '');
      return isPlace(place) ? { ok: true, rights: withOldRights(place.rights) } : place;
    },
    async listable(name, identifier) {
      const place = await boxes.find(name, 'a');
      if (!isPlace(place)) return place;
      const grant = await grantOf(place, identifier);
      if (grant === HOLDER) return { ok: true, required: withOldRights(ALL_RIGHTS), optional: [] };
      return 'ok' in grant ? grant : { ok: true, required: '', optional: [...withOldRights(ALL_RIGHTS)] };
    },
    async set(name, identifier, mode, written) {
      const place = await boxes.find(name, 'a');
      if (!isPlace(place)) return place;
      const given = readRights(written);
      if (!given.ok) return refuse('CANNOT', `rights are letters of ${ALL_RIGHTS} (RFC 4314 2.1)`);
      const grant = await grantOf(place, identifier);
      if ('ok' in grant) return grant;
      const before = mode === 'replace' ? '' : await rightsOf(place, grant);
      const has = (right: string) =>
        mode === 'remove'
          ? before.includes(right) && !given.rights.includes(right)
          : `${before}${given.rights}`.includes(right);
      const rights = [...ALL_RIGHTS].filter(has).join('');
      return await put({ kind: 'put-folder-rights', rights: { folder: place.folder.id, login: grant.login, rights } });
    },
    async remove(name, identifier) {
      const place = await boxes.find(name, 'a');
      if (!isPlace(place)) return place;
      const grant = await grantOf(place, identifier);
      if ('ok' in grant) return grant;
      return await put({
        kind: 'put-folder-rights',
        rights: { folder: place.folder.id, login: grant.login, rights: '' },
      });
    },
  };
}
