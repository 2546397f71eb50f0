import { type Answer, bad, ok } from './answer.ts';
import type { Conversation } from './conversation.ts';
import { EndsConversation } from './ends-conversation.ts';
import type { SelectedFolder } from './selected-folder.ts';
import { tellNews } from './tell-news.ts';
import { writeContinuation } from './write-response.ts';

/** IDLE (RFC 9051 6.3.13): what happens is told at once, until the client says DONE. */
export async function idle(talk: Conversation): Promise<Answer> {
  await talk.out.text(writeContinuation('idling'));
  await talk.out.flush();
  const watch = talk.selected === undefined ? undefined : watchFolder(talk, talk.selected);
  try {
    const said = talk.reader.line();
    const line = await (watch === undefined ? said : Promise.race([said, watch.failed]));
    if (line.kind !== 'line') return { ...bad('the connection ends'), next: 'over' };
    return line.text.toUpperCase() === 'DONE' ? ok('no longer idling') : bad('DONE was expected');
  } finally {
    await watch?.stop();
  }
}

/** Tells the news of a folder as they come: one telling at a time, and one more when something came meanwhile. */
function watchFolder(talk: Conversation, selected: SelectedFolder) {
  const { promise: failed, reject } = Promise.withResolvers<never>();
  failed.catch(() => {});
  let due = false;
  let over = false;
  let telling: Promise<void> | undefined;

  const tell = async () => {
    while (due && !over) {
      due = false;
      await tellNews(talk, selected, true);
      await talk.out.flush();
    }
    telling = undefined;
  };
  const wake = () => {
    due = true;
    telling ??= tell().catch((fault: unknown) => {
      over = true;
      // A client that idles would wait for ever for news that cannot be had.
      const ends = fault instanceof EndsConversation;
      reject(ends ? fault : new EndsConversation('the folder cannot be watched', 'UNAVAILABLE', fault));
    });
  };
  const leave = selected.folder.onChange(wake);
  wake();
  return {
    failed,
    /** Resolves when nothing more is told. */
    async stop(): Promise<void> {
      over = true;
      leave();
      await telling;
    },
  };
}
