import { setFlagsFromString } from 'node:v8';

/**
 * Message octets lie outside V8's heap. Left alone, V8 looks through its whole heap whenever 64 MB of them have come, which is every
 * hundred exchanges, though the quick collections of the young free nearly all; counted with the heap, it looks when there is a need.
 */
export function collectByNeed(): void {
  setFlagsFromString('--external-memory-accounted-in-global-limit');
}
