import { indexRope, type Rope } from '#mime';
import { buildBreve } from '#pec';
import type { DeliveryPointPorts } from './delivery.ts';

interface Copy {
  readonly rope: Rope;
  readonly eightBit: boolean;
}

/** The original as receipts carry it: whole (M11), or with its attachments replaced by their hashes (M12). Made once each. */
export interface OriginalCopies {
  full(): Promise<Copy>;
  brief(): Promise<Copy>;
}

/** `mayBeEightBit`: false when the whole envelope is known to be ASCII, so that nothing need be read to say so. */
export function openOriginalCopies(
  original: Rope,
  mayBeEightBit: boolean,
  { blobs, digests }: DeliveryPointPorts,
): OriginalCopies {
  let whole: Promise<Copy> | undefined;
  let brief: Promise<Copy> | undefined;
  const isEightBit = async () => mayBeEightBit && (await indexRope(blobs.read(original))).eightBit;
  return {
    full() {
      whole ??= isEightBit().then((eightBit) => ({ rope: original, eightBit }));
      return whole;
    },
    brief() {
      brief ??= indexRope(blobs.read(original)).then((index) =>
        buildBreve({ original, index, digests, read: (rope) => blobs.read(rope) }),
      );
      return brief;
    },
  };
}
