import { type Answer, bad, ok } from './answer.ts';
import type { ImapAccount } from './backend.ts';
import type { ImapCommand } from './command.ts';
import type { CommandNamed, Conversation, NewsKind, Rule, State } from './conversation.ts';
import { deleteAcl, getAcl, listRights, myRights, setAcl } from './do-acl.ts';
import { capability, compress, enable, id, logout } from './do-any.ts';
import { append, replace } from './do-append.ts';
import { copy, expunge, move } from './do-copy.ts';
import { fetchMessages } from './do-fetch.ts';
import { create, remove, rename, status, subscribe } from './do-folders.ts';
import { idle } from './do-idle.ts';
import { list, lsub, namespace } from './do-list.ts';
import { authenticate, login, startTls } from './do-login.ts';
import { getQuota, getQuotaRoot, setQuota } from './do-quota.ts';
import { search, sort, thread } from './do-search.ts';
import { close, select, unselect } from './do-select.ts';
import { store } from './do-store.ts';
import type { SelectedFolder } from './selected-folder.ts';

type Run<C, W> = (talk: Conversation, what: W, command: C) => Answer | Promise<Answer>;

const rule = <C>(state: State, run: Rule<C>['run'], news: Rule<C>['news'] = 'none'): Rule<C> => ({ state, news, run });

/** For who is in, with a folder selected or none. */
function inside<C>(run: Run<C, ImapAccount>, news: NewsKind = 'all'): Rule<C> {
  const asGuest: Rule<C>['run'] = (talk, command) =>
    talk.account === undefined ? STRANGER : run(talk, talk.account, command);
  return rule('authenticated', asGuest, news);
}

function within<C>(run: Run<C, SelectedFolder>, news: Rule<C>['news'] = 'all'): Rule<C> {
  const inFolder: Rule<C>['run'] = (talk, command) =>
    talk.selected === undefined ? NOTHING_SELECTED : run(talk, talk.selected, command);
  return rule('selected', inFolder, news);
}

const STRANGER = bad('log in first');
const NOTHING_SELECTED = bad('no folder is selected');
const done = () => ok('done');

/** Between commands by number, numbers must stay: a client may have sent the next one already (RFC 9051 7.5.1). */
const keepsNumbers = ({ byUid }: { readonly byUid: boolean }): NewsKind => (byUid ? 'all' : 'no expunge');

/** Every command: in which state it may be given, what may be told after it, and what it does (RFC 9051 6). */
export const rules: { readonly [N in ImapCommand['name']]: Rule<CommandNamed<N>> } = {
  CAPABILITY: rule('any', capability, 'all'),
  NOOP: rule('any', done, 'all'),
  LOGOUT: rule('any', logout),
  ID: rule('any', id, 'all'),

  STARTTLS: rule('not authenticated', startTls),
  LOGIN: rule('not authenticated', login),
  AUTHENTICATE: rule('not authenticated', authenticate),

  ENABLE: rule('unselected', enable),
  COMPRESS: rule('authenticated', compress),
  NAMESPACE: inside(namespace),
  SELECT: inside(select, 'none'),
  EXAMINE: inside(select, 'none'),
  CREATE: inside(create),
  DELETE: inside(remove),
  RENAME: inside(rename),
  SUBSCRIBE: inside(subscribe),
  UNSUBSCRIBE: inside(subscribe),
  LIST: inside(list),
  LSUB: inside(lsub),
  STATUS: inside(status),
  APPEND: inside(append),
  IDLE: rule('authenticated', idle, 'all'),
  GETQUOTA: inside(getQuota),
  GETQUOTAROOT: inside(getQuotaRoot),
  SETQUOTA: inside(setQuota),
  GETACL: inside(getAcl),
  SETACL: inside(setAcl),
  DELETEACL: inside(deleteAcl),
  LISTRIGHTS: inside(listRights),
  MYRIGHTS: inside(myRights),

  CHECK: rule('selected', done, 'all'),
  CLOSE: within(close, 'none'),
  UNSELECT: rule('selected', unselect),
  EXPUNGE: within(expunge),
  SEARCH: within(search, keepsNumbers),
  SORT: within(sort, keepsNumbers),
  THREAD: within(thread, keepsNumbers),
  FETCH: within(fetchMessages, keepsNumbers),
  STORE: within(store, keepsNumbers),
  COPY: within(copy),
  MOVE: within(move),
  REPLACE: within(replace),
};

/** Why a command may not be given now (RFC 9051 3); undefined when it may. */
export function wrongState({ account, selected }: Conversation, state: State): Answer | undefined {
  if (state === 'any') return undefined;
  if (state === 'not authenticated') return account === undefined ? undefined : bad('somebody is logged in already');
  if (account === undefined) return STRANGER;
  if (state === 'selected' && selected === undefined) return NOTHING_SELECTED;
  return state === 'unselected' && selected !== undefined ? bad('only while no folder is selected') : undefined;
}
