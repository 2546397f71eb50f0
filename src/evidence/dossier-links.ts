import type { Words } from './words.ts';

/** What is asked of a dossier: each question is one link of the chain of proof. */
export type LinkKind =
  | 'archive'
  | 'files'
  | 'timestamp'
  | 'renewal'
  | 'manifest'
  | 'message'
  | 'original'
  | 'facts'
  | 'log'
  | 'record'
  | 'inclusion'
  | 'date'
  | 'head'
  | 'signer'
  | 'head-timestamp'
  | 'witness'
  | 'index'
  | 'revocation'
  | 'complete';

/** One link, and whether it holds. */
export interface DossierLink {
  readonly kind: LinkKind;
  /** What it is about: the name of a file, a recipient, a record. */
  readonly about: string;
  readonly state: 'ok' | 'broken' | 'not-judged';
  readonly why: Words;
}

/** What each link is, for people. */
export const LINK_NAMES: Readonly<Record<LinkKind, Words>> = {
  archive: { it: 'Archivio', en: 'Archive' },
  files: { it: 'Impronte dei file', en: 'Digests of the files' },
  timestamp: { it: 'Marca temporale del fascicolo', en: 'Time-stamp of the dossier' },
  renewal: { it: 'Rinnovo della marca temporale', en: 'Renewal of the time-stamp' },
  manifest: { it: 'Firma del gestore sul manifesto', en: "Provider's signature on the manifest" },
  message: { it: 'Messaggio firmato dal gestore', en: 'Message signed by a provider' },
  original: { it: 'Messaggio originale', en: 'Original message' },
  facts: { it: 'Accordo tra i messaggi', en: 'Agreement of the messages' },
  log: { it: 'Accordo con il registro', en: 'Agreement with the log' },
  record: { it: 'Riga del registro', en: 'Record of the log' },
  inclusion: { it: 'Riga compresa nel registro del giorno', en: 'Record included in the log of the day' },
  date: { it: 'Data della riga', en: 'Date of the record' },
  head: { it: 'Testa del registro', en: 'Head of the log' },
  signer: { it: 'Firmatario della testa', en: 'Signer of the head' },
  'head-timestamp': { it: 'Marca temporale della testa', en: 'Time-stamp of the head' },
  witness: { it: 'Testimone', en: 'Witness' },
  index: { it: 'Indice dei gestori', en: 'Index of providers' },
  revocation: { it: 'Revoca dei certificati', en: 'Revocation of certificates' },
  complete: { it: 'Completezza', en: 'Completeness' },
};

export function ok(kind: LinkKind, about: string, it: string, en: string): DossierLink {
  return { kind, about, state: 'ok', why: { it, en } };
}

export function broken(kind: LinkKind, about: string, it: string, en: string): DossierLink {
  return { kind, about, state: 'broken', why: { it, en } };
}

export function notJudged(kind: LinkKind, about: string, it: string, en: string): DossierLink {
  return { kind, about, state: 'not-judged', why: { it, en } };
}

/** A link that was judged by certificates: without a root to believe, what would be a fault of the path is not judged. */
export function byRoots(link: DossierLink, roots: readonly Uint8Array[]): DossierLink {
  if (link.state !== 'broken' || roots.length > 0) return link;
  const it = 'nessuna autorità è stata indicata come attendibile';
  return notJudged(link.kind, link.about, it, 'no authority was named as trusted');
}
