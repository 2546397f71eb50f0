import type pg from 'pg';
import type { AccountReads, AppPassword, FolderRights, Grant, User } from '#ports';
import { BatchedRead } from './batched-read.ts';

/** Who logs in, and what is open to him. */
export function loginReads(
  pool: pg.Pool,
): Pick<AccountReads, 'user' | 'users' | 'grants' | 'folderRights' | 'appPasswords'> {
  const users = userReads(pool);
  const ofMailbox = grantReads(pool, 'mailbox');
  const ofLogin = grantReads(pool, 'login');
  return {
    user: (login) => users.one(login.toLowerCase()),
    users: () => listUsers(pool),
    grants: async (of) =>
      (await ('mailbox' in of ? ofMailbox.one(of.mailbox) : ofLogin.one(of.login.toLowerCase()))) ?? [],
    folderRights: (folders) => listFolderRights(pool, folders),
    appPasswords: (login) => listAppPasswords(pool, login),
  };
}

function userReads(pool: pg.Pool): BatchedRead<User> {
  return new BatchedRead(async (logins) => {
    const { rows } = await pool.query<{ login: string; record: User }>({
      name: 'users-by-login',
      text: 'SELECT login, record FROM login_user WHERE login = ANY ($1)',
      values: [logins],
    });
    return new Map(rows.map((row) => [row.login, row.record]));
  });
}

async function listUsers(pool: pg.Pool): Promise<readonly User[]> {
  const { rows } = await pool.query<{ record: User }>('SELECT record FROM login_user ORDER BY login');
  return rows.map((row) => row.record);
}

/** Asked twice for every message handed in (A0): together for all who hand one in. */
function grantReads(pool: pg.Pool, by: 'mailbox' | 'login'): BatchedRead<readonly Grant[]> {
  return new BatchedRead<readonly Grant[]>(async (keys) => {
    const { rows } = await pool.query<{ key: string; record: Grant }>({
      name: `grants-by-${by}`,
      text: `SELECT ${by} AS key, record FROM mailbox_grant WHERE ${by} = ANY ($1) ORDER BY mailbox, login`,
      values: [keys],
    });
    const grants = new Map<string, Grant[]>();
    for (const { key, record } of rows) (grants.get(key) ?? grants.set(key, []).get(key)!).push(record);
    return grants;
  });
}

async function listFolderRights(pool: pg.Pool, folders: readonly string[]): Promise<readonly FolderRights[]> {
  if (folders.length === 0) return [];
  const { rows } = await pool.query<FolderRights>({
    name: 'folder-rights',
    text: 'SELECT folder, login, rights FROM folder_rights WHERE folder = ANY ($1) ORDER BY folder, login',
    values: [folders],
  });
  return rows;
}

async function listAppPasswords(pool: pg.Pool, login: string): Promise<readonly AppPassword[]> {
  const { rows } = await pool.query<{ record: AppPassword }>({
    name: 'app-passwords',
    text: 'SELECT record FROM app_password WHERE login = $1 ORDER BY id',
    values: [login.toLowerCase()],
  });
  return rows.map((row) => row.record);
}
