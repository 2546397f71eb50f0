import { type Language, Refusal } from '#contract';
import { domainOf } from '#mime';
import type { Mailbox } from '#ports';
import { type Actor, commitAct } from './act.ts';
import type { AdministrationPorts } from './administration-ports.ts';
import { type BulkRow, MOST_BYTES, type RowFault, readBulkFile } from './bulk-csv.ts';
import { bulkWords } from './bulk-words.ts';
import { allCards, KINDS, officeValue, organisationValue } from './cards.ts';
import { actOn, readChange } from './change-mailbox.ts';
import { planMailbox } from './make-mailbox.ts';
import { overQuota, roomLeft } from './organisation-quota.ts';
import { readBounded } from './read-bounded.ts';
import { toldDifferences } from './told-differences.ts';

type Ports = AdministrationPorts;

/** In the language of who asks. */
type ToldFault = Omit<RowFault, 'detail'> & { readonly detail: string };

export interface BulkAnswer {
  readonly rows: number;
  readonly made: number;
  readonly changed: number;
  readonly same: number;
  readonly faults: readonly ToldFault[];
}

/** Rows worked on at the same time: the store writes them in a few commits. */
const AT_ONCE = 64;

/**
 * Makes and changes mailboxes as a file says; the same file again changes nothing. Each row is judged and done for itself, and what is wrong
 * with it is told of it. With `dryRun` all is judged as it would be done, and nothing is done.
 */
export async function bulkMailboxes(
  by: Actor,
  file: AsyncIterable<Uint8Array>,
  { dryRun, language }: { readonly dryRun: boolean; readonly language: Language },
  ports: Ports,
): Promise<BulkAnswer> {
  const { rows, faults } = readBulkFile(await readBounded(file, MOST_BYTES));
  const count = { made: 0, changed: 0, same: 0 };
  const found: ToldFault[] = faults.map((fault) => ({ ...fault, detail: fault.detail[language] }));
  const names = await namesOf(by, ports);
  const room = new Map<string, number>();
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    await Promise.all(
      rows.slice(from, from + AT_ONCE).map(async ({ at, given }) => {
        try {
          count[await doRow(by, given, { dryRun, names, room }, ports)] += 1;
        } catch (fault) {
          if (!(fault instanceof Refusal)) throw fault;
          found.push({ row: at, detail: fault.detail[language] });
        }
      }),
    );
  }
  return {
    rows: rows.length + new Set(faults.map(({ row }) => row)).size,
    ...count,
    faults: found.sort((a, b) => a.row - b.row),
  };
}

async function doRow(
  by: Actor,
  row: BulkRow,
  { dryRun, names, room }: { readonly dryRun: boolean; readonly names: Names; readonly room: Map<string, number> },
  ports: Ports,
): Promise<'made' | 'changed' | 'same'> {
  const { office, organisation, quotaMiB, ...rest } = row;
  const quotaBytes = quotaMiB === undefined ? undefined : Number(quotaMiB) * 1_048_576;
  const mailbox = await ports.store.mailbox(row.address);
  const known = mailbox?.organisation ?? names.ofDomain(domainOf(row.address));
  const of = organisation === undefined ? known : names.organisation(organisation);
  const unit = office === undefined ? undefined : names.office(office, of);
  if (mailbox !== undefined) return await changeRow(by, mailbox, { ...row, quotaBytes, office: unit }, dryRun, ports);
  const plan = await planMailbox(by, { ...rest, quotaBytes, organisation: of, office: unit }, ports);
  await takeRoom(plan.mailbox, room, ports);
  if (!dryRun) await commitAct(plan.step, plan.act, by, ports);
  return 'made';
}

async function changeRow(
  by: Actor,
  mailbox: Mailbox,
  given: Pick<BulkRow, 'holder' | 'taxCode'> & { quotaBytes: number | undefined; office: string | undefined },
  dryRun: boolean,
  ports: Ports,
): Promise<'changed' | 'same'> {
  const isHis = by.organisation === undefined || mailbox.organisation === by.organisation;
  const isOther = given.taxCode !== undefined && (await ports.holders.isSame(mailbox.address, given.taxCode)) === false;
  if (!isHis || isOther || mailbox.kind === 'service' || mailbox.status === 'revoked') throw notThisOne();
  const { holder, quotaBytes, office } = given;
  const change = await readChange(mailbox, { holder, quotaBytes, ...(office !== undefined && { office }) }, ports);
  if (Object.keys(change).length === 0) return 'same';
  const accounts = [{ kind: 'change-mailbox', id: mailbox.id, change }] as const;
  const act = actOn('casella-cambiata', mailbox, toldDifferences({}, change));
  if (!dryRun) await commitAct({ accounts }, act, by, ports);
  return 'changed';
}

/** Rows at work at the same time draw on one room; a dry run draws on it too. */
async function takeRoom({ organisation = '', quotaBytes }: Mailbox, room: Map<string, number>, ports: Ports) {
  if (!room.has(organisation)) {
    const left = await roomLeft(organisation, ports);
    if (!room.has(organisation)) room.set(organisation, left);
  }
  const left = room.get(organisation)! - quotaBytes;
  if (left < 0) throw overQuota();
  room.set(organisation, left);
}

const notThisOne = () =>
  new Refusal('conflict', 'other-holder', {
    it: 'L’indirizzo è di un altro titolare, o è stato chiuso.',
    en: 'The address is another holder’s, or was closed.',
    de: 'Die Adresse gehört jemand anderem oder wurde geschlossen.',
  });

interface Names {
  ofDomain(domain: string): string | undefined;
  organisation(text: string): string;
  office(text: string, organisation: string | undefined): string;
}

/** Files name organisations and offices by their name, their IPA code, or their id. */
async function namesOf(by: Actor, { store }: Ports): Promise<Names> {
  const organisations = await allCards(store, KINDS.organisation);
  const offices = await allCards(store, KINDS.office, by.organisation);
  const key = (text: string | undefined) => text?.trim().toLowerCase();
  const byName = new Map<string, string>();
  for (const { id, value } of organisations) {
    if (by.organisation !== undefined && id !== by.organisation) continue;
    const { name, ipaCode } = organisationValue.parse(value);
    for (const word of [id, name, ipaCode]) if (word !== undefined) byName.set(key(word)!, id);
  }
  const officeByName = new Map<string, string>();
  for (const { id, owner, value } of offices)
    for (const word of [id, officeValue.parse(value).name]) officeByName.set(`${owner} ${key(word)}`, id);
  const unknown = (what: 'organisation' | 'office', text: string) =>
    new Refusal('invalid', 'name-unknown', bulkWords.unknown(what, text.slice(0, 100)));
  const domains = new Map((await store.domains()).map(({ name, organisation }) => [name, organisation]));
  return {
    ofDomain: (domain) => domains.get(domain.toLowerCase()),
    organisation(text) {
      const id = byName.get(key(text)!);
      if (id === undefined) throw unknown('organisation', text);
      return id;
    },
    office(text, organisation = by.organisation ?? '') {
      const id = officeByName.get(`${organisation} ${key(text)}`);
      if (id === undefined) throw unknown('office', text);
      return id;
    },
  };
}
