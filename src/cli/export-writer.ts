import type { MailFolder, MailItem } from '#ports';
import type { ManifestMessage } from './export-manifest.ts';

/** Puts messages on the disk in one format. */
export interface ExportWriter extends AsyncDisposable {
  /** Begins with a folder, also one without messages. */
  folder(folder: MailFolder): Promise<void>;
  /** Writes one message of that folder. When `octets` throws, nothing of it is left. */
  write(
    item: MailItem,
    octets: AsyncIterable<Uint8Array>,
  ): Promise<Pick<ManifestMessage, 'file' | 'offset' | 'length'>>;
}
