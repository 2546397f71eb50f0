/** Where a file goes, in pieces: what the interface offers, or a test. */
export interface UploadWay {
  begin(signal: AbortSignal): Promise<UploadState>;
  state(id: string, signal: AbortSignal): Promise<UploadState>;
  send(id: string, offset: number, piece: Blob, signal: AbortSignal): Promise<UploadState>;
  /** Whether trying again may help. */
  isPassing(fault: unknown): boolean;
  /** Whether the server stands at another octet than we thought. */
  isElsewhere(fault: unknown): boolean;
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export interface UploadState {
  readonly id: string;
  readonly received: number;
  readonly isWhole: boolean;
}

export const PIECE_BYTES = 4_194_304;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const MOST_TRIES = 30;

/**
 * Sends a file piece by piece. What breaks off goes on at the octet where the server stands, with longer and longer pauses; `id` goes on
 * with one that was begun before (after a pause). Throws what does not pass, and the reason of `signal`.
 */
export async function sendFile(
  file: Blob,
  way: UploadWay,
  {
    id,
    signal,
    onProgress,
    onTrouble,
  }: {
    readonly id?: string | undefined;
    readonly signal: AbortSignal;
    onProgress(state: UploadState): void;
    /** The way is broken, or (false) open again. */
    onTrouble(isBroken: boolean): void;
  },
): Promise<UploadState> {
  let known = id;
  let tries = 0;
  let state: UploadState | undefined;
  for (;;) {
    signal.throwIfAborted();
    try {
      if (state === undefined) state = known === undefined ? await way.begin(signal) : await way.state(known, signal);
      known = state.id;
      onTrouble(false);
      onProgress(state);
      while (!state.isWhole) {
        const { received } = state;
        state = await way.send(state.id, received, file.slice(received, received + PIECE_BYTES), signal);
        tries = 0;
        onProgress(state);
      }
      return state;
    } catch (fault) {
      signal.throwIfAborted();
      state = undefined;
      if (known !== undefined && way.isElsewhere(fault) && tries < MOST_TRIES) {
        tries += 1;
        continue;
      }
      if (!way.isPassing(fault) || tries >= MOST_TRIES) throw fault;
      tries += 1;
      onTrouble(true);
      await way.wait(Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS), signal);
    }
  }
}
