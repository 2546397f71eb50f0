const WIDTH = 30;
const EVERY_MS = 100;
const LINES_EVERY_MS = 10_000;

export interface ProgressBar {
  /** So many are done. */
  at(done: number): void;
  end(): void;
}

/** A bar on a terminal; elsewhere a line now and then. `now`: milliseconds that only go forward. */
export function progressBar(
  what: string,
  of: number,
  to: { say(text: string): void; readonly isTerminal: boolean; now(): number },
): ProgressBar {
  let saidAt = Number.NEGATIVE_INFINITY;
  const begun = to.now();
  const draw = (done: number) => {
    const filled = of === 0 ? WIDTH : Math.floor((WIDTH * done) / of);
    const rest = done === 0 ? '' : ` ${Math.ceil(((to.now() - begun) * (of - done)) / done / 1_000)} s left`;
    to.say(`\r\x1b[K${what} [${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${done}/${of}${rest}`);
  };
  return {
    at(done) {
      const now = to.now();
      if (now - saidAt < (to.isTerminal ? EVERY_MS : LINES_EVERY_MS) && done < of) return;
      if (to.isTerminal) draw(done);
      else if (saidAt > Number.NEGATIVE_INFINITY && done < of) to.say(`${what} ${done}/${of}\n`);
      saidAt = now;
    },
    end() {
      if (to.isTerminal) to.say('\r\x1b[K');
    },
  };
}

/** On standard error. */
export function stderrBar(what: string, of: number): ProgressBar {
  const { stderr } = process;
  return progressBar(what, of, {
    say: (text) => void stderr.write(text),
    isTerminal: stderr.isTTY === true,
    now: () => performance.now(),
  });
}
