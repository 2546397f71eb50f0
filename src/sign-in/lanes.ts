/** Runs work one after another in each lane, lanes beside each other; what failed stops nobody behind it. */
export function openLanes() {
  const lanes = new Map<string, Promise<unknown>>();
  return function inLane<T>(lane: string, work: () => Promise<T>): Promise<T> {
    const before = lanes.get(lane) ?? Promise.resolve();
    const mine = before.then(work, work);
    const settled = mine
      .catch(() => {})
      .finally(() => {
        if (lanes.get(lane) === settled) lanes.delete(lane);
      });
    lanes.set(lane, settled);
    return mine;
  };
}
