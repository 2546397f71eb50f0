/** The maildrops in use (RFC 1939 4: exclusive access). One session at a time holds a name. */
export class MaildropLocks {
  readonly #held = new Set<string>();

  /** How to give it back; undefined when somebody else is in. */
  take(name: string): (() => void) | undefined {
    if (this.#held.has(name)) return undefined;
    this.#held.add(name);
    return () => void this.#held.delete(name);
  }
}
