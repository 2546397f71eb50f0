import type { Rule } from '#contract';
import { keywordOfLabel, readSummaries, shortLabel } from '#mailbox';
import { PEC_KEYWORD_PREFIX } from '#pec';
import type { MailItem } from '#ports';
import { matches, type RuledMessage, ruledOf } from './judge-rule.ts';
import type { WritingPorts } from './writing-ports.ts';

export interface RulesAtWork {
  readonly mailbox: string;
  /** Folder whose messages they look at. */
  readonly folder: string;
  readonly rules: readonly Omit<Rule, 'id' | 'version'>[];
}

type Applied = 'no-match' | 'matched';

/**
 * Applies rules to messages of a folder, in the order of the rules. They flag, label, mark as read, move and assign; there is no act that
 * deletes, since nobody's rule may make certified mail disappear. `told` is called after each message, matched or not.
 */
export async function applyRules(
  { mailbox, folder, rules }: RulesAtWork,
  items: readonly MailItem[],
  ports: WritingPorts,
  told: (item: MailItem, applied: Applied) => Promise<void> = async () => {},
): Promise<number> {
  const byId = new Map(items.map((item) => [item.messageId, item]));
  const wanted = items.map((item) => [item, item.messageId] as const);
  let matched = 0;
  const sorted = rules.filter(({ isOn }) => isOn).toSorted((a, b) => a.order - b.order);
  const summaries = readSummaries(wanted, {
    ...ports,
    onFault: (fault: unknown) => ports.report(fault, 'a message that rules look at'),
  });
  for await (const [item, summary] of summaries) {
    byId.delete(item.messageId);
    const message = ruledOf(summary, item.flags, item.size, () => bodyOf(item, ports));
    const hit = await applyTo(item, message, { mailbox, folder, rules: sorted }, ports);
    if (hit) matched++;
    await told(item, hit ? 'matched' : 'no-match');
  }
  for (const item of byId.values()) await told(item, 'no-match');
  return matched;
}

async function bodyOf({ messageId }: MailItem, { store }: WritingPorts): Promise<string> {
  return (await store.facts([messageId])).get(messageId)?.body ?? '';
}

async function applyTo(
  item: MailItem,
  message: RuledMessage,
  { mailbox, folder, rules }: RulesAtWork,
  ports: WritingPorts,
): Promise<boolean> {
  let target: string | undefined;
  const flags = new Set<string>();
  let isHit = false;
  for (const rule of rules) {
    if (!(await matches(rule, message))) continue;
    isHit = true;
    for (const act of rule.acts) {
      if (act.do === 'label') flags.add(keywordOfLabel(shortLabel(act.label)));
      if (act.do === 'flag') flags.add('\\Flagged');
      if (act.do === 'seen') flags.add('\\Seen');
      if (act.do === 'move') target ??= act.folder;
      if (act.do === 'assign' && item.thread !== undefined) await ports.assign?.(mailbox, item.thread, act.login);
    }
    if (rule.acts.some((act) => act.do === 'stop')) break;
  }
  const uids = [[item.uid, item.uid]] as const;
  const { store, legalTime } = ports;
  if (flags.size > 0)
    await store.setFlags({ folder, uids, mode: 'add', flags: [...flags], serverPrefix: PEC_KEYWORD_PREFIX });
  // A folder that is gone, or of somebody else, is no place: then it stays where it is.
  if (target !== undefined && target !== folder && (await store.folder(target))?.mailbox === mailbox)
    await store.move(folder, uids, target, legalTime.now());
  return isHit;
}
