import { digestRope } from '#issuing';
import { sliceRope } from '#mime';
import { type PecMessage, type Verdict, verifyRead } from '#pec';
import type { StoredMessage } from '#ports';
import type { ReadingPorts } from './reading-ports.ts';

type Ports = Pick<ReadingPorts, 'trust' | 'digests' | 'blobs'>;

interface Known {
  readonly verdict: Promise<Verdict>;
  /** What it was judged by. */
  readonly index: unknown;
  readonly crls: unknown;
}

const KEPT = 2_000;

/**
 * Judges signatures of kept messages, each once as long as index and lists are the same: the octets never change, and of a message of 100 MB
 * all must be read for it.
 */
export class KeptVerdicts {
  readonly #ports: Ports;
  /** The last used last. */
  readonly #known = new Map<string, Known>();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  of(stored: StoredMessage, message: PecMessage): Promise<Verdict> {
    const { trust } = this.#ports;
    const [index, crls] = [trust.index(), trust.crls()];
    const before = this.#known.get(stored.id);
    this.#known.delete(stored.id);
    const isGood = before !== undefined && before.index === index && before.crls === crls;
    const known = isGood ? before : { verdict: this.#judge(stored, message), index, crls };
    this.#known.set(stored.id, known);
    known.verdict.catch(() => this.#known.delete(stored.id));
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= KEPT) break;
      this.#known.delete(oldest);
    }
    return known.verdict;
  }

  /** At the time that the signed certification data tell; the Date of the header is signed by nobody. */
  async #judge({ rope }: StoredMessage, message: PecMessage): Promise<Verdict> {
    const { trust, digests, blobs } = this.#ports;
    const index = trust.index();
    const at = message.daticert?.ok ? message.daticert.at : undefined;
    return await verifyRead(
      message,
      async ({ start, end }, algorithm) => {
        const hasher = digests[algorithm as 'sha1' | 'sha256' | 'sha384' | 'sha512']();
        return await digestRope(sliceRope(rope, start, end), hasher, blobs);
      },
      {
        ...{ trust: trust.roots(), crls: trust.crls(), ocsp: trust.ocsp?.() ?? [] },
        ...(index && { index }),
        ...(at !== undefined && { at }),
      },
    );
  }
}
