import { peerCount } from '#doors/brakes';
import { tooManyStreams } from './door-refusals.ts';
import type { WebApiLimits } from './web-api-ports.ts';

/** Event streams that are open: so many in all, so many of one visitor. */
export function openLines({ streams, streamsPerVisitor }: WebApiLimits, onChange?: (open: number) => void) {
  const count = peerCount({ total: streams, perPeer: streamsPerVisitor });
  let open = 0;
  return {
    /** Throws `Refusal` when there are too many; returns how to give the line back, once. */
    take(who: string): () => void {
      if (!count.enter(who)) throw tooManyStreams();
      onChange?.(++open);
      let isTaken = true;
      return () => {
        if (!isTaken) return;
        isTaken = false;
        count.leave(who);
        onChange?.(--open);
      };
    },
  };
}
