import { type Drafts, openDrafts } from './drafts.ts';
import { type Outbox, openOutbox } from './outbox.ts';
import { openUploads, type Uploads } from './uploads.ts';
import { workOutbox } from './work-outbox.ts';
import type { WritingPorts } from './writing-ports.ts';

/** The office where holders and programs write: drafts, uploads, the outbox and what goes out of it. */
export interface OpenWriting {
  readonly drafts: Drafts;
  readonly uploads: Uploads;
  readonly outbox: Outbox;
  /** Does what has fallen due; answers how much. */
  work(): Promise<number>;
}

export function openWriting(ports: WritingPorts): OpenWriting {
  const uploads = openUploads(ports);
  const drafts = openDrafts(uploads, ports);
  return { uploads, drafts, outbox: openOutbox(ports), work: () => workOutbox(uploads, ports) };
}
