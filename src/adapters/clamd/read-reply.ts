import { ScannerUnavailable, type ScanResult } from '#ports';

/**
 * The answer of clamd to `zINSTREAM`, without its final NUL: `stream: OK`, `stream: NAME FOUND`, or an error. Whatever is not
 * one of the two first is no answer: a scanner that did not look at everything must never pass for "clean".
 */
export function readReply(reply: string): ScanResult {
  if (reply === 'stream: OK') return { infected: false };
  const found = /^stream: ([\x21-\x7e]{1,200}) FOUND$/.exec(reply);
  if (found?.[1]) {
    // A limit reached is told as a finding when AlertExceedsMax is on; it is a limit, not a virus.
    if (found[1].startsWith('Heuristics.Limits.Exceeded')) {
      throw new ScannerUnavailable(`clamd reached a limit of its own: ${found[1]}`);
    }
    return { infected: true, virus: found[1] };
  }
  throw new ScannerUnavailable(`clamd answered "${reply.slice(0, 200).replace(/[^\x20-\x7e]/g, '?')}"`);
}
