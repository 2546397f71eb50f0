/** Exit codes of every command. */
export const EXIT = { ok: 0, fault: 1, usage: 2 } as const;

/** Ends a command with one clear sentence on stderr. */
export class CliFault extends Error {
  override name = 'CliFault';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.fault) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Settings that cannot be read are a command that was not understood: told by name, as few commands load the room of the settings. */
export function exitCodeOf(fault: unknown): number {
  if (fault instanceof CliFault) return fault.exitCode;
  return fault instanceof Error && fault.name === 'ConfigFault' ? EXIT.usage : EXIT.fault;
}
