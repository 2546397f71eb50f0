import type { MailStore } from '#ports';
import type { KeyPlaces } from './key-rows.ts';
import {
  auditPart,
  type DomainsGround,
  domainsPart,
  indexPart,
  keysPart,
  logCheckPart,
  logPart,
  outboxPart,
  queuePart,
  searchPart,
} from './status-books.ts';
import { clockPart, disksPart, keepingPart, probePart, type StatusPart, servicePart, slaPart } from './status-parts.ts';

/** `about`: which of its parts. */
export interface NamedPart extends StatusPart {
  readonly about: string;
}

export interface WholeGround extends DomainsGround {
  readonly store: DomainsGround['store'] & Pick<MailStore, 'withoutFacts'>;
  readonly keys: KeyPlaces;
  /** What is stored where. */
  readonly folders: Readonly<Record<string, string>>;
}

/** How the whole provider is, part by part: for `ceralacca status`, and for the first page of an operator. */
export async function wholeStatus(ground: WholeGround): Promise<readonly NamedPart[]> {
  const parts = {
    service: [servicePart(ground)],
    queue: [queuePart(ground)],
    outbox: [outboxPart(ground)],
    clock: [clockPart(ground)],
    keys: [keysPart(ground.keys, ground)],
    index: [indexPart(ground)],
    domains: [domainsPart(ground)],
    search: [searchPart(ground)],
    log: [logPart(ground), logCheckPart(ground)],
    audit: [auditPart(ground)],
    availability: [slaPart(ground)],
    probe: [probePart(ground)],
    keeping: [keepingPart(ground)],
    disk: [disksPart(ground.folders)],
  };
  const told = Object.entries(parts).flatMap(([about, asked]) =>
    asked.map((one) => one.then((part) => ({ about, ...part }))),
  );
  return await Promise.all(told);
}
