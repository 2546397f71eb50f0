import { clamdScanner } from '#adapters/clamd';
import { eicarScanner } from '#adapters/eicar';
import type { ProviderConfig } from '#config';
import type { VirusScanner } from '#ports';

/** Room for what a transport envelope adds to the largest message. */
const ENVELOPE_BYTES = 1_048_576;

export function openScanner({ scanner, limits }: ProviderConfig): VirusScanner {
  const maxBytes = limits.maxMessageBytes + ENVELOPE_BYTES;
  switch (scanner.kind) {
    case 'clamd':
      return clamdScanner({
        address: { host: scanner.host, port: scanner.port },
        timeoutMs: scanner.timeoutMs,
        maxBytes,
      });
    case 'clamd-socket':
      return clamdScanner({ address: { socket: scanner.socket }, timeoutMs: scanner.timeoutMs, maxBytes });
    case 'eicar':
      return eicarScanner();
  }
}
