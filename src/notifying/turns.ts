/** Work known by its name: never twice at a time, and not too much at once. */
export interface Turns {
  /** It has something to do: now, after what it does already, or when there is room. */
  wake(id: string): void;
  /** Resolves when nothing is under way. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

/** `work` answers true when there is more to do at once. */
export function openTurns(
  atOnce: number,
  work: (id: string) => Promise<boolean>,
  report: (error: unknown, id: string) => void,
): Turns {
  const atWork = new Map<string, Promise<void>>();
  /** Those woken while they are at work begin again. */
  const again = new Set<string>();
  const waiting = new Set<string>();
  let isStopped = false;

  function wake(id: string): void {
    if (isStopped) return;
    if (atWork.has(id)) again.add(id);
    else if (atWork.size >= atOnce) waiting.add(id);
    else {
      const turn = run(id).finally(() => {
        atWork.delete(id);
        if (again.delete(id)) wake(id);
        for (const next of waiting) {
          waiting.delete(next);
          return wake(next);
        }
      });
      atWork.set(id, turn);
    }
  }

  async function run(id: string): Promise<void> {
    try {
      do again.delete(id);
      while (!isStopped && (await work(id)));
    } catch (error) {
      report(error, id);
    }
  }

  async function settle(): Promise<void> {
    while (atWork.size > 0) await Promise.all(atWork.values());
  }

  return {
    wake,
    settle,
    async stop() {
      isStopped = true;
      await settle();
    },
  };
}
