import { type AddressBook, changeSettings, type Kept, readSettings, type Shelf } from '#address-book';
import type { endpoints } from '#contract';
import type { LegalTime, Store } from '#ports';
import type { OpenWriting } from '#writing';
import type { Routes } from './routes.ts';
import { wholeMailbox } from './whole-mailbox.ts';

export interface KeepingPorts {
  readonly book: AddressBook;
  readonly writing: Pick<OpenWriting, 'rules'>;
  /** Who is told of new mail (`#notifying`). */
  readonly notices: NoticeRoutes;
  readonly store: Pick<Store, 'card' | 'commit' | 'mailboxById'>;
  readonly legalTime: LegalTime;
}

type Table = Routes<typeof endpoints.keeping>;
type NoticeRoutes = Pick<Table, 'GET /mailboxes/{mailbox}/notices' | 'PUT /mailboxes/{mailbox}/notices'>;

/** Contacts, groups, templates, signatures, rules, and the settings of a mailbox. */
export function keepingRoutes(ports: KeepingPorts): Table {
  return {
    ...contactRoutes(ports),
    ...shelfRoutes(ports),
    ...ruleRoutes(ports),
    ...settingRoutes(ports),
    ...noticeRoutes(ports),
  };
}

function contactRoutes({ book: { contacts, suggestions } }: KeepingPorts) {
  return {
    'GET /mailboxes/{mailbox}/contacts': ({ query }, { box }) => contacts.list(box.mailbox.id, query),
    'POST /mailboxes/{mailbox}/contacts': ({ body }, { box }) => contacts.add(box.mailbox.id, body),
    'PUT /mailboxes/{mailbox}/contacts/{id}': ({ params, query, body }, { box }) =>
      contacts.change(box.mailbox.id, params.id, body, query.version),
    'DELETE /mailboxes/{mailbox}/contacts/{id}': ({ params }, { box }) => contacts.remove(box.mailbox.id, params.id),
    'GET /mailboxes/{mailbox}/groups': async ({ query }, { box }) =>
      paged(await contacts.groups(box.mailbox.id), query),
    'POST /mailboxes/{mailbox}/groups': ({ body }, { box }) => contacts.addGroup(box.mailbox.id, body),
    'PUT /mailboxes/{mailbox}/groups/{id}': ({ params, query, body }, { box }) =>
      contacts.changeGroup(box.mailbox.id, params.id, body, query.version),
    'DELETE /mailboxes/{mailbox}/groups/{id}': ({ params }, { box }) => contacts.removeGroup(box.mailbox.id, params.id),
    'POST /mailboxes/{mailbox}/contacts/import': ({ query, body }, { box }) =>
      contacts.take(box.mailbox.id, query.as, body),
    'GET /mailboxes/{mailbox}/contacts/export': async ({ query: { as } }, { box }) => ({
      type: as === 'csv' ? 'text/csv; charset=utf-8' : 'text/vcard; charset=utf-8',
      name: as === 'csv' ? 'contatti.csv' : 'contatti.vcf',
      isDownload: true,
      body: new TextEncoder().encode(await contacts.give(box.mailbox.id, as)),
    }),
    'GET /mailboxes/{mailbox}/addresses': ({ query }, { box }) => suggestions.find(box.mailbox, query.text),
  } satisfies Partial<Table>;
}

function shelfRoutes({ book: { templates, signatures } }: KeepingPorts) {
  return {
    'GET /mailboxes/{mailbox}/templates': async ({ query }, { box }) =>
      paged(await templates.all(box.mailbox.id), query),
    'POST /mailboxes/{mailbox}/templates': ({ body }, { box }) => templates.add(box.mailbox.id, body),
    'PUT /mailboxes/{mailbox}/templates/{id}': ({ params, query, body }, { box }) =>
      templates.change(box.mailbox.id, params.id, body, query.version),
    'DELETE /mailboxes/{mailbox}/templates/{id}': ({ params }, { box }) => templates.remove(box.mailbox.id, params.id),
    'GET /mailboxes/{mailbox}/signatures': async ({ query }, { box }) =>
      paged(await signatures.all(box.mailbox.id), query),
    'POST /mailboxes/{mailbox}/signatures': async ({ body }, { box }) => {
      const made = await signatures.add(box.mailbox.id, body);
      await oneDefault(box.mailbox.id, made, signatures);
      return made;
    },
    'PUT /mailboxes/{mailbox}/signatures/{id}': async ({ params, query, body }, { box }) => {
      const made = await signatures.change(box.mailbox.id, params.id, body, query.version);
      await oneDefault(box.mailbox.id, made, signatures);
      return made;
    },
    'DELETE /mailboxes/{mailbox}/signatures/{id}': ({ params }, { box }) =>
      signatures.remove(box.mailbox.id, params.id),
  } satisfies Partial<Table>;
}

/** The signature that stands there by itself is one: the last that was chosen. */
async function oneDefault<T extends { readonly isDefault: boolean }>(
  mailbox: string,
  chosen: Kept<T>,
  shelf: Shelf<T>,
): Promise<void> {
  if (!chosen.isDefault) return;
  const others = (await shelf.all(mailbox)).filter((one) => one.isDefault && one.id !== chosen.id);
  for (const { id, version: _, ...value } of others) {
    await shelf.change(mailbox, id, { ...(value as unknown as T), isDefault: false });
  }
}

/** They see and move whatever comes in. */
function ruleRoutes({ writing: { rules } }: KeepingPorts) {
  return {
    'GET /mailboxes/{mailbox}/rules': async ({ query }, { box }) =>
      paged(await rules.list(wholeMailbox(box).id), query),
    'POST /mailboxes/{mailbox}/rules': ({ body }, { box }) => rules.add(wholeMailbox(box).id, body),
    'PUT /mailboxes/{mailbox}/rules/{id}': ({ params, query, body }, { box }) =>
      rules.change(wholeMailbox(box).id, params.id, body, query.version),
    'DELETE /mailboxes/{mailbox}/rules/{id}': ({ params }, { box }) => rules.remove(wholeMailbox(box).id, params.id),
    'POST /mailboxes/{mailbox}/rules/{id}/run': async ({ params }, { box }) => ({
      matched: await rules.run(wholeMailbox(box).id, params.id),
    }),
  } satisfies Partial<Table>;
}

/** They tell of whatever comes in. */
function noticeRoutes({ notices }: KeepingPorts): NoticeRoutes {
  return {
    'GET /mailboxes/{mailbox}/notices': async (asked, call) => {
      wholeMailbox(call.box);
      return await notices['GET /mailboxes/{mailbox}/notices'](asked, call);
    },
    'PUT /mailboxes/{mailbox}/notices': async (asked, call) => {
      wholeMailbox(call.box);
      return await notices['PUT /mailboxes/{mailbox}/notices'](asked, call);
    },
  };
}

function settingRoutes({ store, legalTime }: KeepingPorts) {
  return {
    'GET /mailboxes/{mailbox}/settings': async (_, { box }) =>
      readSettings((await store.mailboxById(box.mailbox.id)) ?? box.mailbox, store),
    'PUT /mailboxes/{mailbox}/settings': async ({ body }, { box }) =>
      changeSettings((await store.mailboxById(box.mailbox.id)) ?? box.mailbox, body, { store, legalTime }),
  } satisfies Partial<Table>;
}

interface PageAsked {
  readonly limit: number;
  readonly after?: string | undefined;
  readonly text?: string | undefined;
}

/** Of a short list: those with the text in their names, from one on. */
function paged<T extends { readonly id: string; readonly name: string }>(
  all: readonly T[],
  { limit, after, text }: PageAsked,
) {
  const wanted = text === undefined ? all : all.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()));
  const from = after === undefined ? 0 : wanted.findIndex(({ id }) => id === after) + 1;
  const items = wanted.slice(from, from + limit);
  return { items, ...(from + limit < wanted.length && { next: items.at(-1)!.id }) };
}
