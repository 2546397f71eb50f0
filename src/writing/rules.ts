import { type Kept, openShelf, type Shelf } from '#address-book';
import { Refusal, type Rule, rule } from '#contract';
import { INBOX } from '#mailbox';
import type { MailItem } from '#ports';
import { applyRules } from './apply-rules.ts';
import { beginCursor } from './follow-inbox.ts';
import type { WritingPorts } from './writing-ports.ts';

export type RuleValue = Omit<Rule, 'id' | 'version'>;

const MOST = 200;
/** Of an inbox the newest that are looked at when a rule is run on it. */
const RUN_MOST = 10_000;

/** Rules of a mailbox: they work on what comes into its inbox after delivery, whoever is signed in. */
export interface Rules {
  list(mailbox: string): Promise<readonly Kept<RuleValue>[]>;
  add(mailbox: string, value: RuleValue): Promise<Kept<RuleValue>>;
  change(mailbox: string, id: string, value: RuleValue, version?: number): Promise<Kept<RuleValue>>;
  remove(mailbox: string, id: string): Promise<void>;
  /** Applies one to what stands in the inbox; answers how many it fits. */
  run(mailbox: string, id: string): Promise<number>;
}

export function openRuleShelf(ports: Pick<WritingPorts, 'store' | 'legalTime' | 'random'>): Shelf<RuleValue> {
  const book = {
    ...ports,
    monotonic: { now: () => 0 },
    directory: { find: async () => [] },
    isPecDomain: () => undefined,
  };
  return openShelf<RuleValue>({ kind: 'rule', shape: rule.omit({ id: true, version: true }), most: MOST }, book);
}

/** `changed` is told of mailboxes whose rules are other ones now. */
export function openRules(ports: WritingPorts, changed: (mailbox: string) => void): Rules {
  const shelf = openRuleShelf(ports);
  return {
    list: async (mailbox) => (await shelf.all(mailbox)).toSorted((a, b) => a.order - b.order),
    async add(mailbox, value) {
      await checkRule(mailbox, value, ports);
      // From here on, not what came before: that is what `run` is for.
      await beginCursor(mailbox, ports);
      const kept = await shelf.add(mailbox, value);
      changed(mailbox);
      return kept;
    },
    async change(mailbox, id, value, version) {
      await checkRule(mailbox, value, ports);
      const kept = await shelf.change(mailbox, id, value, version);
      changed(mailbox);
      return kept;
    },
    remove: (mailbox, id) => shelf.remove(mailbox, id),
    async run(mailbox, id) {
      const one = await shelf.find(mailbox, id);
      const [inbox] = await ports.store.folders(mailbox, [INBOX]);
      const items: readonly MailItem[] = inbox ? ((await ports.store.changes(inbox.id, 0))?.items ?? []) : [];
      const rules = [{ ...one, isOn: true }];
      return inbox ? await applyRules({ mailbox, folder: inbox.id, rules }, items.slice(-RUN_MOST), ports) : 0;
    },
  };
}

async function checkRule(mailbox: string, { acts, conditions }: RuleValue, { store }: WritingPorts): Promise<void> {
  for (const act of acts) {
    if (act.do === 'move' && (await store.folder(act.folder))?.mailbox !== mailbox) throw NO_FOLDER;
  }
  if (conditions.all.some(({ field, is, value }) => (field === 'size' || is === 'larger') && !/^\d{1,12}$/.test(value)))
    throw NO_NUMBER;
}

const NO_FOLDER = new Refusal('invalid', 'no-such-folder', {
  it: 'La cartella in cui spostare non c’è.',
  en: 'The folder to move to is not there.',
  de: 'Den Ordner, in den verschoben werden soll, gibt es nicht.',
});
const NO_NUMBER = new Refusal('invalid', 'no-number', {
  it: 'La dimensione si indica in byte, con un numero.',
  en: 'A size is given in bytes, as a number.',
  de: 'Die Größe wird in Byte als Zahl angegeben.',
});
