/** Who else may log in, and what he may do where: users, grants, rights on single folders, passwords of programs. */
export const migration0004 = /* sql */ `
CREATE TABLE login_user (
  login text COLLATE "C" PRIMARY KEY,
  record json NOT NULL
);

CREATE TABLE mailbox_grant (
  mailbox text COLLATE "C" NOT NULL REFERENCES mailbox (id),
  login text COLLATE "C" NOT NULL,
  record json NOT NULL,
  PRIMARY KEY (mailbox, login)
);
CREATE INDEX mailbox_grant_login ON mailbox_grant (login);

CREATE TABLE folder_rights (
  folder text COLLATE "C" NOT NULL,
  login text COLLATE "C" NOT NULL,
  rights text COLLATE "C" NOT NULL,
  PRIMARY KEY (folder, login)
);

CREATE TABLE app_password (
  login text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  record json NOT NULL,
  PRIMARY KEY (login, id)
);
`;
