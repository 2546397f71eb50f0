import type { Draft, Letter } from '#contract';
import { newId } from '#issuing';
import type { Instant } from '#pec';
import type { Card, MailStore } from '#ports';
import type { Attached } from './attached.ts';
import { DRAFT, type KeptDraft, putDraft, readDraft, tellDraft } from './draft-card.ts';
import { findDrafts, removeMirrors } from './draft-mirror.ts';
import { keepLetter } from './letter-store.ts';
import { CHANGED, NO_DRAFT, TOO_MANY_KEPT } from './refusals.ts';
import { resolveAttachments } from './resolve-attachments.ts';
import type { Uploads } from './uploads.ts';
import { openBounds } from './within-bound.ts';
import type { Author, WritingPorts } from './writing-ports.ts';

const MAX_DRAFTS = 1_000;

export interface NewDraft {
  readonly letter: Letter;
  readonly answers?: KeptDraft['answers'];
  /** Already found. */
  readonly attached?: readonly Attached[];
  /** Messages in the folder of drafts that it takes the place of. */
  readonly mirrors?: readonly string[];
}

/** Letters that are being written. A card each; a message in the folder of drafts follows it, for mail programs (`mirrorDraft`). */
export interface Drafts {
  list(
    author: Author,
    page: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<{ items: Draft[]; next?: string }>;
  begin(author: Author, draft: NewDraft): Promise<Draft>;
  read(author: Author, id: string): Promise<Draft>;
  /** `version`: the one that was seen; absent or 0: whatever there is. */
  save(author: Author, id: string, letter: Letter, version?: number): Promise<Draft>;
  remove(author: Author, id: string): Promise<void>;
  find(author: Pick<Author, 'box' | 'login'>, id: string): Promise<readonly [Card, KeptDraft]>;
}

export function openDrafts(uploads: Uploads, ports: WritingPorts): Drafts {
  const { store, legalTime, random } = ports;
  const withinBound = openBounds(store);

  async function find(author: Pick<Author, 'box' | 'login'>, id: string): Promise<readonly [Card, KeptDraft]> {
    const card = await store.card(DRAFT, id);
    if (card === undefined || card.owner !== author.box.mailbox.id) throw NO_DRAFT;
    const draft = readDraft(card);
    if (!(await openTo(author, store))(draft)) throw NO_DRAFT;
    return [card, draft];
  }

  return {
    find,

    async list(author, { limit, after }) {
      const isOpen = await openTo(author, store);
      // What was sent and taken back comes beside those that were begun.
      const all = await store.cards({ kind: DRAFT, owner: author.box.mailbox.id, limit: 2 * MAX_DRAFTS });
      const cards = all.filter((card) => isOpen(readDraft(card)));
      const newest = cards.sort((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1));
      const rest = after === undefined ? newest : newest.filter((card) => placeOf(card) < after);
      const page = rest.slice(0, limit);
      const items = await Promise.all(page.map((card) => tellDraft(card, readDraft(card), ports)));
      return { items, ...(rest.length > limit && { next: placeOf(page.at(-1)!) }) };
    },

    async begin(author, { letter, answers, attached: known = [], mirrors = [] }) {
      const owner = author.box.mailbox.id;
      if ((await store.countCards(DRAFT, owner)) >= MAX_DRAFTS) throw TOO_MANY_KEPT;
      const attached = await resolveAttachments(author, letter.attachments, known, uploads, ports);
      const { kept, messages } = await keepLetter(letter, ports);
      const at = legalTime.now();
      const id = newId(at, random);
      const by = author.login;
      const common = { revision: 1, kept, attached: [...attached], mirrors: [...mirrors], by };
      const value: KeptDraft = { ...common, ...(answers && { answers }) };
      await withinBound({ kind: DRAFT, owner, at }, async () => {
        if ((await store.countCards(DRAFT, owner)) >= MAX_DRAFTS) throw TOO_MANY_KEPT;
        return { messages, cards: [putDraft({ id, owner, was: 0, at }, value)] };
      });
      return await tellDraft({ id, at }, value, ports);
    },

    async read(author, id) {
      const [card, value] = await find(author, id);
      return await tellDraft(card, value, ports);
    },

    async save(author, id, letter, version) {
      for (;;) {
        const [card, before] = await find(author, id);
        if (version && before.revision !== version) throw CHANGED;
        const attached = await resolveAttachments(author, letter.attachments, before.attached, uploads, ports);
        const { kept, messages } = await keepLetter(letter, ports);
        const at = legalTime.now();
        const value = { ...before, revision: before.revision + 1, kept, attached: [...attached] };
        const put = putDraft({ id, owner: card.owner, was: card.version, at }, value);
        // Where it fails its mirror may have changed, which is nobody's business.
        if ((await store.commit({ messages, cards: [put] })).done) return await tellDraft({ id, at }, value, ports);
      }
    },

    async remove(author, id) {
      const [card, { mirrors }] = await find(author, id);
      await store.commit({ cards: [{ kind: 'remove', card, was: card.version }] });
      await removeMirrors(author.box.mailbox, mirrors, ports);
    },
  };
}

/** To whom some folders alone are open, and not that of drafts, the drafts of others are not there. */
async function openTo(
  { box, login }: Pick<Author, 'box' | 'login'>,
  store: Pick<MailStore, 'folders'>,
): Promise<(draft: KeptDraft) => boolean> {
  const { folders, mailbox } = box;
  const place = folders && findDrafts(await store.folders(mailbox.id));
  if (folders === undefined || (place && folders.includes(place.id))) return () => true;
  return ({ by }) => by === login;
}

/** Last saved first; the same for all who ask. */
function placeOf({ at, id }: { readonly at: Instant; readonly id: string }): string {
  return `${String(at).padStart(16, '0')}.${id}`;
}
