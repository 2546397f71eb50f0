/**
 * Runs tasks, at most `limit` of them at the same time, the others in the order in which they came. A login costs 19 MiB and a thread of
 * the few that also read and write files: a flood of logins must wait, and nothing else.
 */
export function fewAtOnce(limit: number): <T>(task: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running === limit) await new Promise<void>((next) => waiting.push(next));
    else running++;
    try {
      return await task();
    } finally {
      // Whoever waits longest takes the place; nobody who comes now gets in between.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
