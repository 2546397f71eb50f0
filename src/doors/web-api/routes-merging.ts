import type { endpoints } from '#contract';
import type { OpenWriting } from '#writing';
import type { Routes } from './routes.ts';
import { wholeMailbox } from './whole-mailbox.ts';
import { authorOf } from './writing-call.ts';

/** Their rows and letters stand in no folder: they are for who may look into all. */
function authorOfWhole(call: Parameters<typeof authorOf>[0]) {
  wholeMailbox(call.box);
  return authorOf(call);
}

/** Mail merge. */
export function mergingRoutes(writing: OpenWriting): Routes<typeof endpoints.merging> {
  const { merges } = writing;
  return {
    'GET /mailboxes/{mailbox}/merges': ({ query }, call) => merges.list(authorOfWhole(call), query),
    'POST /mailboxes/{mailbox}/merges': ({ query, body }, call) => merges.begin(authorOfWhole(call), query.name, body),
    'GET /mailboxes/{mailbox}/merges/{merge}': ({ params }, call) => merges.read(authorOfWhole(call), params.merge),
    'PUT /mailboxes/{mailbox}/merges/{merge}': ({ params, query, body }, call) =>
      merges.write(authorOfWhole(call), params.merge, body.letter, body.addressColumn, query.version),
    'GET /mailboxes/{mailbox}/merges/{merge}/preview/{row}': ({ params }, call) =>
      writing.previewRow(authorOfWhole(call), params.merge, params.row),
    'POST /mailboxes/{mailbox}/merges/{merge}/{act}': async ({ params: { merge, act } }, call) => {
      const author = authorOfWhole(call);
      if (act === 'test') await writing.testMerge(author, merge);
      else if (act === 'start') await writing.startMerge(author, merge);
      else await merges.turn(author, merge, act);
      return await merges.read(author, merge);
    },
    'GET /mailboxes/{mailbox}/merges/{merge}/report': async ({ params }, call) => ({
      type: 'text/csv; charset=utf-8',
      name: 'esiti.csv',
      isDownload: true,
      body: await writing.report(authorOfWhole(call), params.merge),
    }),
    'DELETE /mailboxes/{mailbox}/merges/{merge}': ({ params }, call) =>
      merges.remove(authorOfWhole(call), params.merge),
  };
}
