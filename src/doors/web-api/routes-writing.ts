import type { endpoints } from '#contract';
import type { OpenWriting } from '#writing';
import { notThere } from './door-refusals.ts';
import type { Routes } from './routes.ts';
import { authorOf, idempotencyKey } from './writing-call.ts';

/** Drafts, uploads, the pre-flight, sending and the outbox. */
export function writingRoutes(writing: OpenWriting): Routes<typeof endpoints.writing> {
  const { drafts, uploads, outbox } = writing;

  /** What others told to go is not there for who may look into some folders alone. */
  async function readOwn(id: string, { box, visitor }: Parameters<typeof authorOf>[0]) {
    const found = await outbox.read(box.mailbox.id, id);
    if (box.folders !== undefined && found.by !== visitor.login) throw notThere();
    return found;
  }

  return {
    'GET /mailboxes/{mailbox}/drafts': ({ query }, call) => drafts.list(authorOf(call), query),
    'POST /mailboxes/{mailbox}/drafts': ({ body }, call) => writing.beginDraft(authorOf(call), body),
    'GET /mailboxes/{mailbox}/drafts/{draft}': ({ params }, call) => drafts.read(authorOf(call), params.draft),
    'PUT /mailboxes/{mailbox}/drafts/{draft}': ({ params, query, body }, call) =>
      drafts.save(authorOf(call), params.draft, body, query.version),
    'DELETE /mailboxes/{mailbox}/drafts/{draft}': ({ params }, call) => drafts.remove(authorOf(call), params.draft),
    'POST /mailboxes/{mailbox}/uploads': ({ body }, call) => uploads.begin(authorOf(call), body),
    'GET /mailboxes/{mailbox}/uploads/{upload}': ({ params }, call) => uploads.state(authorOf(call), params.upload),
    'PATCH /mailboxes/{mailbox}/uploads/{upload}': ({ params, query, body }, call) =>
      uploads.goOn(authorOf(call), params.upload, query.offset, body),
    'DELETE /mailboxes/{mailbox}/uploads/{upload}': ({ params }, call) => uploads.giveUp(authorOf(call), params.upload),
    'POST /mailboxes/{mailbox}/preflight': ({ body }, call) => writing.preflight(authorOf(call), body),
    'POST /mailboxes/{mailbox}/drafts/{draft}/send': ({ params, query, body }, call) => {
      const options = { version: query.version, key: idempotencyKey(call) };
      return writing.sendDraft(authorOf(call), params.draft, body, options);
    },
    'POST /mailboxes/{mailbox}/send': ({ body }, call) => writing.send(authorOf(call), body, idempotencyKey(call)),
    'POST /mailboxes/{mailbox}/send/raw': ({ query, body }, call) =>
      writing.sendRaw(authorOf(call), body, { clientRef: query.clientRef, key: idempotencyKey(call) }),
    'GET /mailboxes/{mailbox}/outbox': ({ query }, { box, visitor }) =>
      outbox.list(box.mailbox.id, { ...query, by: box.folders && visitor.login }),
    'GET /mailboxes/{mailbox}/outbox/{outgoing}': ({ params }, call) => readOwn(params.outgoing, call),
    'POST /mailboxes/{mailbox}/outbox/{outgoing}/undo': async ({ params }, call) => {
      await readOwn(params.outgoing, call);
      return await outbox.undo(call.box.mailbox.id, params.outgoing);
    },
    'POST /mailboxes/{mailbox}/test-send': ({ body }, call) => writing.testSend(authorOf(call), body),
  };
}
