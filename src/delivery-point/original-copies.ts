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

export function openOriginalCopies(original: Rope, { blobs, digests }: DeliveryPointPorts): OriginalCopies {
  let whole: Promise<Copy> | undefined;
  let brief: Promise<Copy> | undefined;
  return {
    full() {
      whole ??= indexRope(blobs.read(original)).then((index) => ({ rope: original, eightBit: index.eightBit }));
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
