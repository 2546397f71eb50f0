import type { AccountChange } from '#ports';
import type { GroupRows } from './group-rows.ts';

/** What a change writes; of two changes of one key in a step the later holds. */
export function accountKey(change: AccountChange): string {
  switch (change.kind) {
    case 'put-domain':
      return `domain ${change.domain.name}`;
    case 'remove-domain':
      return `domain ${change.name}`;
    case 'put-mailbox':
      return `mailbox ${change.mailbox.id}`;
    case 'put-user':
      return `user ${change.user.login}`;
    case 'put-grant':
      return `grant ${change.grant.mailbox} ${change.grant.login}`;
    case 'remove-grant':
      return `grant ${change.mailbox} ${change.login}`;
    case 'put-folder-rights':
      return `rights ${change.rights.folder} ${change.rights.login}`;
    case 'remove-folder-rights':
      return `rights ${change.folder} ${change.login}`;
    case 'change-mailbox':
      return `mailbox ${change.id}`;
    case 'change-user':
      return `user ${change.login}`;
    case 'put-app-password':
      return `app-password ${change.appPassword.login} ${change.appPassword.id}`;
  }
}

/** Writes one change into the group's rows, for step number `step`. */
export function addAccountRow(rows: GroupRows, change: AccountChange, step: number): void {
  switch (change.kind) {
    case 'put-domain':
      rows.add('domain', { step, name: change.domain.name, record: JSON.stringify(change.domain) });
      break;
    case 'remove-domain':
      rows.add('undomain', { step, name: change.name });
      break;
    case 'put-mailbox': {
      const { id, address, status, quotaBytes } = change.mailbox;
      const record = JSON.stringify(change.mailbox);
      rows.add('mailbox', { step, id, address: address.toLowerCase(), status, quota_bytes: quotaBytes, record });
      break;
    }
    case 'put-user':
      rows.add('user', { step, login: change.user.login, record: JSON.stringify(change.user) });
      break;
    case 'put-grant': {
      const { mailbox, login } = change.grant;
      rows.add('grant', { step, mailbox, login, record: JSON.stringify(change.grant) });
      break;
    }
    case 'remove-grant':
      rows.add('ungrant', { step, mailbox: change.mailbox, login: change.login });
      break;
    case 'put-folder-rights':
      rows.add('rights', { step, ...change.rights });
      break;
    case 'remove-folder-rights':
      rows.add('unrights', { step, folder: change.folder, login: change.login });
      break;
    case 'change-mailbox':
      rows.add('mailbox_change', { step, id: change.id, change: JSON.stringify(change.change) });
      break;
    case 'change-user':
      rows.add('user_change', { step, login: change.login, change: JSON.stringify(change.change) });
      break;
    case 'put-app-password': {
      const { id, login } = change.appPassword;
      rows.add('app_password', { step, id, login, record: JSON.stringify(change.appPassword) });
      break;
    }
  }
}
