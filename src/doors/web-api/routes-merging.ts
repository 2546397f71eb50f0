import type { endpoints } from '#contract';
import type { OpenWriting } from '#writing';
import type { Routes } from './routes.ts';
import { authorOf } from './writing-call.ts';

/** Mail merge. */
export function mergingRoutes(writing: OpenWriting): Routes<typeof endpoints.merging> {
  const { merges } = writing;
  return {
    'GET /mailboxes/{mailbox}/merges': ({ query }, call) => merges.list(authorOf(call), query),
    'POST /mailboxes/{mailbox}/merges': ({ query, body }, call) => merges.begin(authorOf(call), query.name, body),
    'GET /mailboxes/{mailbox}/merges/{merge}': ({ params }, call) => merges.read(authorOf(call), params.merge),
    'PUT /mailboxes/{mailbox}/merges/{merge}': ({ params, query, body }, call) =>
      merges.write(authorOf(call), params.merge, body.letter, body.addressColumn, query.version),
    'GET /mailboxes/{mailbox}/merges/{merge}/preview/{row}': ({ params }, call) =>
      writing.previewRow(authorOf(call), params.merge, params.row),
    'POST /mailboxes/{mailbox}/merges/{merge}/{act}': async ({ params: { merge, act } }, call) => {
      const author = authorOf(call);
      if (act === 'test') await writing.testMerge(author, merge);
      else if (act === 'start') await writing.startMerge(author, merge);
      else await merges.turn(author, merge, act);
      return await merges.read(author, merge);
    },
    'GET /mailboxes/{mailbox}/merges/{merge}/report': async ({ params }, call) => ({
      type: 'text/csv; charset=utf-8',
      name: 'esiti.csv',
      isDownload: true,
      body: await writing.report(authorOf(call), params.merge),
    }),
    'DELETE /mailboxes/{mailbox}/merges/{merge}': ({ params }, call) => merges.remove(authorOf(call), params.merge),
  };
}
