import { foldText, textContains } from '#mime';
import type { MailStore, TextTerm } from '#ports';
import type { FolderView } from './folder-view.ts';
import { type FactsPorts, keepFacts } from './keep-facts.ts';
import { factsHold } from './message-facts.ts';
import { openMessage } from './open-message.ts';
import type { TextKey } from './search-rows.ts';
import { union, within } from './uid-arrays.ts';
import type { UnjudgedItem } from './unjudged-items.ts';

export interface TextPorts extends FactsPorts {
  readonly store: FactsPorts['store'] & Pick<MailStore, 'matching' | 'unjudged'>;
}

const BATCH = 8;

/**
 * Looks for texts in one folder, for the length of one search: by the kept texts of the messages, and where there are none yet, or cut
 * ones, by their octets. Texts match anywhere, letter case ignored (RFC 9051 6.4.4).
 */
export class TextSearch {
  readonly #view: Pick<FolderView, 'folder' | 'unjudged'>;
  readonly #ports: TextPorts;
  #unjudged: Map<number, UnjudgedItem> | undefined;

  constructor(view: Pick<FolderView, 'folder' | 'unjudged'>, ports: TextPorts) {
    this.#view = view;
    this.#ports = ports;
  }

  /** Of ascending `uids`, those that match. */
  async select(uids: Uint32Array, key: TextKey): Promise<Uint32Array> {
    const term = termOf(key);
    if (uids.length === 0 || (term.value === '' && term.field === undefined)) return uids;
    // First what has no facts: one that gets them in between is then found twice, and not never.
    const unjudged = await this.#among(uids);
    const matching = within(
      uids,
      Uint32Array.from(await this.#ports.store.matching(this.#view.folder.id, term)).sort(),
    );
    if (unjudged.length === 0) return matching;
    const found = new Set(matching);
    const open = unjudged.filter(({ uid, cut }) => !found.has(uid) && !(cut && term.in === 'header'));
    return union(matching, await this.#judge(open, term));
  }

  async #among(uids: Uint32Array): Promise<readonly UnjudgedItem[]> {
    const { folder, unjudged } = this.#view;
    this.#unjudged ??= new Map((await unjudged.read(folder, this.#ports.store)).map((item) => [item.uid, item]));
    const held = this.#unjudged;
    if (held.size === 0) return [];
    return [...uids].flatMap((uid) => held.get(uid) ?? []);
  }

  async #judge(items: readonly UnjudgedItem[], term: TextTerm): Promise<Uint32Array> {
    const found: number[] = [];
    const uidsOf = new Map<string, number[]>();
    for (const { uid, messageId } of items) uidsOf.set(messageId, [...(uidsOf.get(messageId) ?? []), uid]);
    const fresh = new Set(items.filter(({ cut }) => !cut).map(({ messageId }) => messageId));
    const cut = new Set(items.filter((item) => item.cut).map(({ messageId }) => messageId));
    for await (const facts of keepFacts([...fresh], this.#ports)) {
      const { messageId, truncated } = facts;
      for (const uid of uidsOf.get(messageId)!) {
        if (truncated) this.#unjudged!.set(uid, { uid, messageId, cut: true });
        else this.#unjudged!.delete(uid);
      }
      if (factsHold(facts, term)) found.push(...uidsOf.get(messageId)!);
      else if (truncated) cut.add(messageId);
    }
    if (term.in !== 'header') {
      for await (const messageId of this.#longOnes([...cut], { ...term, in: term.in }))
        found.push(...uidsOf.get(messageId)!);
    }
    return Uint32Array.from(found).sort();
  }

  /** Of messages whose kept texts are cut, those whose octets hold the term. Header sections are never cut. */
  async *#longOnes(messageIds: readonly string[], term: TextTerm & { readonly in: 'body' | 'text' }) {
    const { store, blobs, onFault } = this.#ports;
    for (let at = 0; at < messageIds.length; at += BATCH) {
      for (const message of (await store.messages(messageIds.slice(at, at + BATCH))).values()) {
        const opened = openMessage(message, blobs);
        try {
          if (await textContains(await opened.tree(), opened.read, term.value, term.in)) yield message.id;
        } catch (fault) {
          onFault(fault, message.id);
        }
      }
    }
  }
}

function termOf(key: TextKey): TextTerm {
  const value = foldText(key.value);
  return key.kind === 'header' ? { in: 'header', field: key.name.toLowerCase(), value } : { in: key.kind, value };
}
