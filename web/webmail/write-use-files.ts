import { useEffect, useRef, useState } from 'react';
import type { Attachment, Draft } from '#contract';
import { announce, api, asFault } from '#kit';
import { sendFile, type UploadWay } from './write-upload.ts';

/** A file that is attached, or on its way. */
export interface Item {
  readonly key: string;
  readonly name: string;
  readonly size: number;
  /** Where the octets are, once they are all there. */
  readonly attachment?: Attachment;
  readonly going?: {
    readonly file: File;
    readonly id?: string;
    readonly done: number;
    readonly is: 'going' | 'paused' | 'waiting' | 'failed';
    readonly fault?: unknown;
  };
}

interface Words {
  ready(name: string): string;
}

const AT_ONCE = 2;

/** The attachments of a draft, or of a mail merge: those it has, and those that are going up, two at a time. */
export function useFiles(mailbox: string, draft: Pick<Draft, 'letter' | 'attached'>, words: Words) {
  const [items, setItems] = useState<readonly Item[]>(() => itemsOf(draft));
  const running = useStoppers();
  const change = (key: string, to: (item: Item) => Item) =>
    setItems((all) => all.map((item) => (item.key === key ? to(item) : item)));
  const changeGoing = (key: string, to: Partial<NonNullable<Item['going']>>) =>
    change(key, (item) => (item.going === undefined ? item : { ...item, going: { ...item.going, ...to } }));
  useEffect(() => {
    const free = AT_ONCE - running.current.size;
    const waiting = items.filter(({ key, going }) => going?.is === 'going' && !running.current.has(key));
    for (const item of waiting.slice(0, Math.max(free, 0))) start(item);
  });

  function start({ key, going, name }: Item): void {
    if (going === undefined) return;
    const stopper = new AbortController();
    running.current.set(key, stopper);
    sendFile(going.file, wayOf(mailbox, going.file), {
      id: going.id,
      signal: stopper.signal,
      onProgress: ({ id, received }) => changeGoing(key, { id, done: received }),
      onTrouble: (isBroken) => {
        if (!stopper.signal.aborted) changeGoing(key, { is: isBroken ? 'waiting' : 'going' });
      },
    })
      .then(
        ({ id }) => {
          change(key, ({ going: _, ...item }) => ({ ...item, attachment: { from: 'upload', upload: id } }));
          announce(words.ready(name));
        },
        (fault: unknown) => {
          if (!stopper.signal.aborted) changeGoing(key, { is: 'failed', fault });
        },
      )
      .finally(() => {
        running.current.delete(key);
        setItems((all) => [...all]);
      });
  }

  return {
    items,
    isBusy: items.some(({ going }) => going !== undefined),
    attachments: items.flatMap(({ attachment }) => (attachment === undefined ? [] : [attachment])),
    add(files: Iterable<File>) {
      const more = [...files].map((file): Item => {
        return { key: crypto.randomUUID(), name: file.name, size: file.size, going: { file, done: 0, is: 'going' } };
      });
      setItems((all) => [...all, ...more]);
    },
    attach(name: string, size: number, attachment: Attachment) {
      setItems((all) => [...all, { key: crypto.randomUUID(), name, size, attachment }]);
    },
    pause(key: string) {
      running.current.get(key)?.abort();
      changeGoing(key, { is: 'paused' });
    },
    resume(key: string) {
      changeGoing(key, { is: 'going' });
    },
    remove(key: string) {
      running.current.get(key)?.abort();
      const item = items.find((one) => one.key === key);
      setItems((all) => all.filter((one) => one.key !== key));
      const id = item?.going?.id;
      if (id !== undefined)
        api('DELETE /mailboxes/{mailbox}/uploads/{upload}', { mailbox, upload: id }).catch(() => {});
    },
  };
}
export type Files = ReturnType<typeof useFiles>;

/** What stops each transfer that runs; all of them stop when the page is left. */
function useStoppers() {
  const stoppers = useRef(new Map<string, AbortController>());
  useEffect(() => {
    const all = stoppers.current;
    return () => {
      for (const one of all.values()) one.abort();
    };
  }, []);
  return stoppers;
}

function itemsOf({ letter, attached }: Pick<Draft, 'letter' | 'attached'>): readonly Item[] {
  return letter.attachments.map((attachment, place) => {
    const about = attached[place];
    return {
      key: crypto.randomUUID(),
      name: attachment.name ?? about?.name ?? '',
      size: about?.size ?? 0,
      attachment,
    };
  });
}

function wayOf(mailbox: string, file: File): UploadWay {
  const about = { name: file.name.slice(0, 200), type: file.type || 'application/octet-stream', size: file.size };
  return {
    begin: (signal) => api('POST /mailboxes/{mailbox}/uploads', { mailbox }, { body: about, signal }),
    state: (upload, signal) => api('GET /mailboxes/{mailbox}/uploads/{upload}', { mailbox, upload }, { signal }),
    send: (upload, offset, piece, signal) =>
      api(
        'PATCH /mailboxes/{mailbox}/uploads/{upload}',
        { mailbox, upload },
        { query: { offset }, body: piece, signal },
      ),
    isPassing: (fault) => ['network', 'not-now', 'too-many'].includes(asFault(fault).kind),
    isElsewhere: (fault) => ['conflict', 'changed'].includes(asFault(fault).kind),
    wait: (ms, signal) =>
      new Promise((resolve, reject) => {
        const done = () => {
          clearTimeout(timer);
          removeEventListener('online', done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        addEventListener('online', done);
        signal.addEventListener('abort', () => {
          done();
          reject(signal.reason);
        });
      }),
  };
}
