import type { RowRule } from './check-finding.ts';

const IS_SOMEBODY = `NOT EXISTS (SELECT FROM login_user u WHERE u.login = x.login)
  AND NOT EXISTS (SELECT FROM mailbox m WHERE m.address = x.login)`;

/** Whose credentials and rights are kept: each belongs to somebody who is there, and to one alone. */
export const LOGIN_RULES: readonly RowRule[] = [
  {
    rule: 'user-mailbox',
    says: 'A login is a user or the address of a mailbox, never both.',
    sql: `SELECT 'is a user and the address of mailbox ' || m.id AS what, u.login AS where_
      FROM login_user u JOIN mailbox m ON m.address = u.login`,
  },
  {
    rule: 'grant-mailbox',
    says: 'Who may open a mailbox may open one that is there.',
    sql: `SELECT 'is granted mailbox ' || mailbox || ', which does not exist' AS what, login AS where_
      FROM mailbox_grant g WHERE NOT EXISTS (SELECT FROM mailbox m WHERE m.id = g.mailbox)`,
  },
  {
    rule: 'grant-login',
    says: 'Who may open a mailbox is somebody who can log in.',
    sql: `SELECT 'is granted mailbox ' || mailbox || ', but nobody logs in so' AS what, login AS where_
      FROM mailbox_grant x WHERE ${IS_SOMEBODY}`,
  },
  {
    rule: 'grant-own',
    says: 'Nobody is granted his own mailbox.',
    sql: `SELECT 'is granted his own mailbox' AS what, g.login AS where_
      FROM mailbox_grant g JOIN mailbox m ON m.id = g.mailbox WHERE m.address = g.login`,
  },
  {
    rule: 'folder-rights-folder',
    says: 'Rights are on folders that are there.',
    sql: `SELECT 'has rights on folder ' || folder || ', which does not exist' AS what, login AS where_
      FROM folder_rights r WHERE NOT EXISTS (SELECT FROM folder f WHERE f.id::text = r.folder)`,
  },
  {
    rule: 'app-password-login',
    says: 'An application password belongs to somebody who can log in.',
    sql: `SELECT 'is an application password of ' || login || ', but nobody logs in so' AS what, id AS where_
      FROM app_password x WHERE ${IS_SOMEBODY}`,
  },
];
