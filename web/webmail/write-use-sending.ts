import { useEffect, useRef, useState } from 'react';
import type { Outgoing } from '#contract';
import { api, asFault } from '#kit';
import type { Saver } from './write-saver.ts';

export interface Order {
  readonly at?: string;
  readonly undoSeconds?: number;
}

interface Given {
  readonly mailbox: string;
  readonly draft: string;
  readonly saver: Pick<Saver<unknown>, 'version' | 'stop'>;
  onSent(sent: readonly Outgoing[]): void;
  /** It is still a draft: nothing went. */
  onNotGone(): void;
}

const ASK_MS = 3_000;
/** An order that was still on its way the first time has come in by the second. */
const TIMES = 2;

/**
 * Orders the draft to be sent. Where the connection breaks before the answer, nobody here knows whether it went: the server is asked until it
 * answers. The same order has the same key, so whatever comes twice is done once; and nothing is ordered again unless its draft is gone, which
 * says that the order was taken.
 */
export function useSending({ mailbox, draft, saver, onSent, onNotGone }: Given) {
  const [isUnsure, setUnsure] = useState(false);
  const again = useRef<() => Promise<readonly Outgoing[]>>(undefined);
  const latest = useRef({ onSent, onNotGone });
  latest.current = { onSent, onNotGone };
  const went = (sent: readonly Outgoing[]) => {
    saver.stop();
    setUnsure(false);
    latest.current.onSent(sent);
  };
  const took = useRef(went);
  took.current = went;
  const order = async (body: Order & { readonly individually: boolean }) => {
    const { version } = saver;
    again.current = async () =>
      (await api(
        'POST /mailboxes/{mailbox}/drafts/{draft}/send',
        { mailbox, draft },
        { body, query: version === undefined ? {} : { version }, idempotencyKey: `${draft}.${version ?? 0}` },
      )) as readonly Outgoing[];
    try {
      took.current(await again.current());
    } catch (fault) {
      if (asFault(fault).kind !== 'network') throw fault;
      setUnsure(true);
    }
  };
  useEffect(() => {
    if (!isUnsure) return;
    let found = 0;
    let isAsking = false;
    const ask = async () => {
      if (isAsking) return;
      isAsking = true;
      try {
        const state = await draftState(mailbox, draft);
        if (state === 'gone') took.current((await again.current?.()) ?? []);
        else if (state === 'there' && ++found >= TIMES) {
          setUnsure(false);
          latest.current.onNotGone();
        }
      } catch {
        // Asked again.
      } finally {
        isAsking = false;
      }
    };
    const timer = setInterval(() => void ask(), ASK_MS);
    const back = () => void ask();
    addEventListener('online', back);
    return () => {
      clearInterval(timer);
      removeEventListener('online', back);
    };
  }, [isUnsure, mailbox, draft]);
  return { order, isUnsure };
}

async function draftState(mailbox: string, draft: string): Promise<'there' | 'gone' | 'unknown'> {
  try {
    await api('GET /mailboxes/{mailbox}/drafts/{draft}', { mailbox, draft });
    return 'there';
  } catch (fault) {
    return asFault(fault).kind === 'not-found' ? 'gone' : 'unknown';
  }
}
