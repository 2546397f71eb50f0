import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MailFolder, MailItem, UidRanges } from '#ports';
import type { MailCase, OpenedMailRoom } from './mail-store-contract.ts';
import { type MailRoom, uidsAsRanges } from './mail-store-memory.ts';
import * as model from './mail-store-model.ts';
import { LATER, MAIL_OCTETS, sampleMail } from './mail-store-samples.ts';
import { permutations } from './store-model.ts';
import { mailboxStep, sampleMailbox, T0 } from './store-samples.ts';

/** Whatever is done at once, some order of single changes in the model explains what was answered and what stands there. */
export const planCases: readonly MailCase[] = [
  ['any interleaving of changes is explained by some order of single ones, and told to who looks again', plans],
];

const BOXES = ['ugo', 'ada'];
const QUOTA = 900;

const place = fc.record({ box: fc.constantFrom(...BOXES), name: fc.constantFrom('INBOX', 'INBOX', 'A', 'A/B', 'C') });
/** Offices place on the top level only. */
const officePlace = fc.record({ box: fc.constantFrom(...BOXES), name: fc.constantFrom('INBOX', 'C') });
const uids = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
const flags = fc.uniqueArray(fc.constantFrom('\\Seen', '\\Deleted', 'x', 'X', 'y', '$PEC-busta'), { maxLength: 3 });
const messageId = fc.constantFrom('m-1', 'm-2', 'm-3', 'm-4');

const anyChange = fc.oneof(
  fc.record({ kind: fc.constant('create' as const), at: place }),
  fc.record({ kind: fc.constant('rename' as const), at: place, name: fc.constantFrom('A', 'C', 'D/E') }),
  fc.record({ kind: fc.constant('delete' as const), at: place }),
  fc.record({ kind: fc.constant('place' as const), at: officePlace, flags }),
  fc.record({
    kind: fc.constant('append' as const),
    at: place,
    messageId,
    flags,
    replaces: fc.option(fc.tuple(place, fc.integer({ min: 1, max: 4 }))),
  }),
  fc.record({ kind: fc.constant('transfer' as const), at: place, to: place, uids, move: fc.boolean() }),
  fc.record({
    kind: fc.constant('flags' as const),
    at: place,
    uids,
    mode: fc.constantFrom('add' as const, 'remove' as const, 'replace' as const),
    flags,
    ifUnchanged: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('expunge' as const), at: place, uids: fc.option(uids), whatever: fc.boolean() }),
);
type Change = typeof anyChange extends fc.Arbitrary<infer T> ? T : never;
type Place = Change['at'];

/** How a change finds its folder, and what was the newest there before: in the store, and in each state of the model. */
interface Known {
  id(at: Place): string;
  modseq(at: Place): number;
}

async function plans(opened: OpenedMailRoom): Promise<void> {
  await using other = await opened.reopen?.();
  const batches = fc.array(fc.array(anyChange, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 8 });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(batches, (plan) => explain([opened.room, other ?? opened.room], plan, `r${run++}-`)),
    { numRuns: 60 },
  );
}

async function explain(rooms: readonly MailRoom[], plan: readonly Change[][], prefix: string): Promise<void> {
  const room = rooms[0]!;
  let born = 0;
  const name = (change: Change) => (change.kind === 'place' ? `${prefix}p-${born++}` : '');
  for (const box of BOXES) await room.commit(mailboxStep(sampleMailbox(prefix + box, { quotaBytes: QUOTA })));
  let states: readonly model.ModelState[] = [model.emptyMailState];
  const seen = new Map<string, ReadonlyMap<number, MailItem>>();
  const start = [...BOXES, ...BOXES].map((box): Change => ({ kind: 'place', at: { box, name: 'INBOX' }, flags: [] }));
  for (const batch of [...start.map((change) => [change]), ...plan]) {
    const folders = (await Promise.all(BOXES.map((box) => room.folders(prefix + box)))).flat();
    const known = knownIn(folders, prefix);
    const named = batch.map((change) => [change, name(change)] as const);
    const answers = await Promise.all(
      named.map(([change, id], n) => act(rooms[n % rooms.length]!, change, id, known, prefix)),
    );
    const stands = await picture(room, prefix);
    const next = states.flatMap((state) => explained(state, named, answers));
    states = next.filter((state) => drawn(state) === stands);
    assert.ok(
      states.length > 0,
      `no order explains ${JSON.stringify(batch)} answering ${JSON.stringify(answers)}:\n${stands}\nbut\n${next.map(drawn).join('\n')}`,
    );
    await lookAgain(room, folders, prefix, seen);
  }
}

function knownIn(folders: readonly MailFolder[], prefix: string): Known {
  const find = ({ box, name }: Place) => folders.find((one) => one.mailbox === prefix + box && one.name === name);
  return { id: (at) => find(at)?.id ?? '0', modseq: (at) => find(at)?.highestModseq ?? 0 };
}

function knownToModel(state: model.ModelState): Known {
  const find = ({ box, name }: Place) => model.folderNamed(state, box, name);
  return { id: (at) => find(at)?.id ?? '0', modseq: (at) => find(at)?.modseq ?? 0 };
}

const ranges = (chosen: readonly number[]): UidRanges => uidsAsRanges(chosen.toSorted((a, b) => a - b));

async function act(room: MailRoom, change: Change, id: string, known: Known, prefix: string): Promise<string> {
  const folder = known.id(change.at);
  switch (change.kind) {
    case 'create':
      return told(await room.createFolder(prefix + change.at.box, change.at.name, T0));
    case 'rename':
      return isInbox(change) ? 'passed' : told(await room.renameFolder(folder, change.name, T0));
    case 'delete':
      return told(await room.deleteFolder(folder));
    case 'place': {
      const { box, name } = change.at;
      const placement = { mailbox: prefix + box, folder: name, messageId: id, size: MAIL_OCTETS, internalDate: T0 };
      const placements = [{ ...placement, flags: change.flags, thread: 'thread' }];
      const answer = await room.commit({ messages: [sampleMail(id)], placements });
      return answer.done ? `placed ${answer.uids}` : 'refused';
    }
    case 'append': {
      const item = {
        folder,
        message: sampleMail(prefix + change.messageId),
        flags: change.flags,
        internalDate: T0,
        at: LATER,
      };
      const replaces = change.replaces && { folder: known.id(change.replaces[0]), uid: change.replaces[1] };
      return told(await room.append({ ...item, quotaBytes: QUOTA, ...(replaces ? { replaces } : {}) }));
    }
    case 'transfer': {
      const to = known.id(change.to);
      if (change.move) return told(await room.move(folder, ranges(change.uids), to, LATER));
      return told(await room.copy(folder, ranges(change.uids), to, LATER, QUOTA));
    }
    case 'flags': {
      const unchangedSince = change.ifUnchanged ? { unchangedSince: known.modseq(change.at) } : {};
      const order = {
        folder,
        uids: ranges(change.uids),
        mode: change.mode,
        flags: change.flags,
        serverPrefix: '$PEC-',
      };
      return told(await room.setFlags({ ...order, ...unchangedSince }));
    }
    case 'expunge':
      return told(
        await room.expunge(folder, change.uids ? ranges(change.uids) : undefined, change.whatever || undefined),
      );
  }
}

/** Two commits, which no single change explains: see the cases of folders. */
const isInbox = ({ at }: Change) => at.name === 'INBOX';

function modelAct(
  state: model.ModelState,
  change: Change,
  id: string,
  known: Known,
): { state: model.ModelState; answer: string } {
  const folder = known.id(change.at);
  const outcome = <T extends object>(made: model.Outcome<T>) => ({ state: made.state, answer: told(made.answer) });
  switch (change.kind) {
    case 'create':
      return outcome(model.create(state, change.at.box, change.at.name));
    case 'rename':
      return isInbox(change) ? { state, answer: 'passed' } : outcome(model.rename(state, folder, change.name, T0));
    case 'delete':
      return outcome(model.remove(state, folder));
    case 'place': {
      const next = model.born(state, change.at.box, change.at.name);
      const target = model.folderNamed(next, change.at.box, change.at.name)!;
      const item = {
        messageId: id,
        size: MAIL_OCTETS,
        internalDate: T0,
        savedAt: T0,
        flags: model.sorted(change.flags),
      };
      return { state: model.put(next, target.id, [{ ...item, thread: 'thread' }]), answer: `placed ${target.uidNext}` };
    }
    case 'append': {
      const item = {
        messageId: change.messageId,
        size: MAIL_OCTETS,
        internalDate: T0,
        savedAt: LATER,
        flags: model.sorted(change.flags),
      };
      const replaces = change.replaces && { folder: known.id(change.replaces[0]), uid: change.replaces[1] };
      return outcome(model.append(state, { folder, item, quota: QUOTA, ...(replaces ? { replaces } : {}) }));
    }
    case 'transfer': {
      const order = { from: folder, uids: ranges(change.uids), to: known.id(change.to), at: LATER, quota: QUOTA };
      return outcome(model.transfer(state, { ...order, move: change.move }));
    }
    case 'flags': {
      const unchangedSince = change.ifUnchanged ? known.modseq(change.at) : undefined;
      const order = {
        folder,
        uids: ranges(change.uids),
        mode: change.mode,
        flags: change.flags,
        serverPrefix: '$PEC-',
      };
      return outcome(model.setFlags(state, { ...order, unchangedSince }));
    }
    case 'expunge':
      return outcome(model.expunge(state, folder, change.uids ? ranges(change.uids) : undefined, change.whatever));
  }
}

/** An answer without what store and model number differently. */
function told(answer: object): string {
  if ('why' in answer) return `refused: ${answer.why}`;
  if ('items' in answer && 'modified' in answer) {
    const items = (answer.items as readonly MailItem[]).map(({ uid, flags }) => `${uid} ${flags.join(' ')}`);
    return `flagged ${items.join(', ')}; modified ${answer.modified}`;
  }
  if ('sources' in answer && 'uids' in answer) return `copied ${answer.sources} to ${answer.uids}`;
  if ('uids' in answer) return `gone ${answer.uids}`;
  if ('uid' in answer) return `appended ${answer.uid}`;
  return 'done';
}

/** The states that some order of these changes with just these answers leads to. Folders are those known before. */
function explained(
  state: model.ModelState,
  changes: readonly (readonly [Change, string])[],
  answers: readonly string[],
): readonly model.ModelState[] {
  const found = new Map<string, model.ModelState>();
  const known = knownToModel(state);
  for (const order of permutations(changes.length)) {
    let now: model.ModelState | undefined = state;
    for (const n of order) {
      const [change, id] = changes[n]!;
      const bare = id.slice(id.indexOf('-') + 1);
      const next: ReturnType<typeof modelAct> | undefined = now && modelAct(now, change, bare, known);
      now = next && next.answer === answers[n] ? next.state : undefined;
    }
    if (now) found.set(JSON.stringify(now), now);
  }
  return [...found.values()];
}

interface Drawn {
  readonly box: string;
  readonly name: string;
  readonly uidNext: number;
  readonly items: readonly MailItem[];
}

function lines(folders: readonly Drawn[], use: readonly string[]): string {
  const texts = folders.map(({ box, name, uidNext, items }) => {
    const inside = items.map(({ modseq: _, ...item }) => JSON.stringify(Object.entries(item).sort()));
    return `${box} ${name} ${uidNext} ${inside.join(' ')}`;
  });
  return [...texts.sort(), ...use].join('\n');
}

function drawn(state: model.ModelState): string {
  const folders = state.folders.map(({ mailbox, name, uidNext, items }) => ({ box: mailbox, name, uidNext, items }));
  return lines(
    folders,
    BOXES.map((box) => JSON.stringify(model.useOf(state, box))),
  );
}

async function picture(room: MailRoom, prefix: string): Promise<string> {
  const folders: Drawn[] = [];
  const use: string[] = [];
  for (const box of BOXES) {
    const { usedBytes, messages } = await room.mailboxUse(prefix + box);
    use.push(JSON.stringify({ usedBytes, messages }));
    for (const { id, name, uidNext } of await room.folders(prefix + box)) {
      const { items } = (await room.changes(id, 0))!;
      const bare = items.map((item) => ({ ...item, messageId: item.messageId.slice(prefix.length) }));
      folders.push({ box, name, uidNext, items: bare });
    }
  }
  return lines(folders, use);
}

/** Who knows a folder as it stood and takes in its changes knows it as it stands. */
async function lookAgain(
  room: MailRoom,
  before: readonly MailFolder[],
  prefix: string,
  seen: Map<string, ReadonlyMap<number, MailItem>>,
): Promise<void> {
  for (const { id, highestModseq, uidNext } of before) {
    const changes = await room.changes(id, highestModseq);
    if (!changes) continue;
    const items = new Map(seen.get(id) ?? []);
    for (const item of changes.items) items.set(item.uid, item);
    for (const uid of changes.vanished) items.delete(uid);
    const now = (await room.changes(id, 0))!;
    assert.deepEqual(
      [...items.values()].sort((a, b) => a.uid - b.uid),
      now.items,
    );
    assert.ok(changes.folder.highestModseq >= highestModseq && changes.folder.uidNext >= uidNext);
  }
  seen.clear();
  for (const box of BOXES) {
    for (const { id } of await room.folders(prefix + box)) {
      seen.set(id, new Map((await room.changes(id, 0))!.items.map((item) => [item.uid, item])));
    }
  }
}
