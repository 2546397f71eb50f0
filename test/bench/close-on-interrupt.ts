const open: (() => Promise<void>)[] = [];

/** Makes sure that a server of the bench does not outlive it: returns how to close it, once, whoever asks. */
export function closeOnInterrupt(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined;
  const once = () => (closing ??= close());
  open.push(once);
  return once;
}

/** Ctrl-C closes what was opened, the newest first, and ends. */
export function obeyInterrupts(): void {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, async () => {
      for (const close of open.toReversed()) await close().catch(() => {});
      process.exit(code);
    });
  }
}
