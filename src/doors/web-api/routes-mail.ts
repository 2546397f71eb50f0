import type { endpoints } from '#contract';
import type { GivenOctets, Reader, Reading } from '#reading';
import type { Octets } from './answer.ts';
import type { Call } from './call.ts';
import type { Routes } from './routes.ts';

export interface MailPorts {
  readonly reading: Reading;
}

/** Reading: each handler names who looks, and hands on. */
export function mailRoutes({ reading }: MailPorts): Routes<(typeof endpoints)['mail']> {
  return {
    'GET /mailboxes': async (_, call) => {
      const { by } = call.visitor;
      const only = by.kind === 'program' ? by.mailboxes : undefined;
      return await reading.boxes({ ...whoIs(call), ...(only && { only }) });
    },
    'GET /mailboxes/{mailbox}': async (_, call) => await reading.box(readerOf(call)),
    'GET /mailboxes/{mailbox}/folders': async (_, call) => await reading.folders(readerOf(call)),
    'POST /mailboxes/{mailbox}/folders': async ({ body }, call) =>
      await reading.createFolder(readerOf(call), body.name),
    'PATCH /mailboxes/{mailbox}/folders/{folder}': async ({ params, body }, call) =>
      await reading.renameFolder(readerOf(call), params.folder, body.name),
    'DELETE /mailboxes/{mailbox}/folders/{folder}': async ({ params, query }, call) =>
      await reading.deleteFolder(readerOf(call), params.folder, query.messages),
    'GET /mailboxes/{mailbox}/folders/{folder}/messages': async ({ params, query }, call) =>
      await reading.list(readerOf(call), params.folder, query),
    'GET /mailboxes/{mailbox}/search': async ({ query }, call) => await reading.search(readerOf(call), query),
    'GET /mailboxes/{mailbox}/threads/{thread}': async ({ params }, call) =>
      await reading.thread(readerOf(call), params.thread),
    'GET /mailboxes/{mailbox}/folders/{folder}/messages/{uid}': async ({ params, query }, call) =>
      await reading.message(readerOf(call), { ...params, ...query }),
    'GET /mailboxes/{mailbox}/folders/{folder}/messages/{uid}/raw': async ({ params, query }, call) =>
      octets(await reading.raw(readerOf(call), { ...params, ...query })),
    'GET /mailboxes/{mailbox}/folders/{folder}/messages/{uid}/parts/{part}': async ({ params, query }, call) =>
      octets(await reading.part(readerOf(call), { ...params, ...query })),
    'GET /mailboxes/{mailbox}/folders/{folder}/messages/{uid}/parts/{part}/view': async ({ params }, call) =>
      await reading.partView(readerOf(call), params),
    'POST /mailboxes/{mailbox}/messages/flags': async ({ body }, call) => await reading.flags(readerOf(call), body),
    'POST /mailboxes/{mailbox}/messages/move': async ({ body }, call) => await reading.move(readerOf(call), body),
    'POST /mailboxes/{mailbox}/messages/delete': async ({ body }, call) => await reading.delete(readerOf(call), body),
    'POST /mailboxes/{mailbox}/messages/export': async ({ body }, call) =>
      octets(await reading.export(readerOf(call), body)),
    'GET /mailboxes/{mailbox}/folders/{folder}/export': async ({ params, query }, call) =>
      octets(await reading.export(readerOf(call), { ...params, ...query })),
    'GET /mailboxes/{mailbox}/sent': async ({ query }, call) => await reading.sent(readerOf(call), query),
    'GET /mailboxes/{mailbox}/sent/{identificativo}': async ({ params }, call) =>
      await reading.chain(readerOf(call), params.identificativo),
    'POST /mailboxes/{mailbox}/sent/{identificativo}/reproduce': async ({ params }, call) =>
      await reading.reproduce(readerOf(call), params.identificativo),
    'GET /mailboxes/{mailbox}/sent/{identificativo}/reproduced/{name}': async ({ params }, call) =>
      octets(await reading.reproduced(readerOf(call), params)),
    'GET /mailboxes/{mailbox}/dossiers/{identificativo}': async ({ params }, call) =>
      octets(await reading.dossier(readerOf(call), params.identificativo)),
    'GET /mailboxes/{mailbox}/changes': async (_, call) => ({ events: asEvents(reading, call) }),
  };
}

type OfSomebody = Call & { readonly visitor: NonNullable<Call['visitor']> };

function whoIs({ visitor, language, device }: OfSomebody): Omit<Reader, 'box'> {
  return { login: visitor.login, language, ...(device !== '' && { device }) };
}

function readerOf(call: OfSomebody & { readonly box: NonNullable<Call['box']> }): Reader {
  return { ...whoIs(call), box: call.box };
}

function octets({ isDownload, ...rest }: GivenOctets): Octets {
  return { ...rest, ...(isDownload && { isDownload }), ...(rest.type.startsWith('text/html') && { opensLinks: true }) };
}

async function* asEvents(reading: Reading, call: Parameters<typeof readerOf>[0]) {
  for await (const data of reading.changes(readerOf(call), call.signal)) yield { event: 'change', data };
}
