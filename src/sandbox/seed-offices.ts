import { KINDS } from '#administration';
import type { AccountChange, CardChange, Store } from '#ports';

/** Somebody who works at a provider of the test country. */
export interface StaffPlan {
  readonly login: string;
  readonly name: string;
  readonly role: 'operator' | 'auditor' | 'organisation';
  /** Id of an organisation. */
  readonly organisation?: string;
}

export interface OrganisationPlan {
  readonly id: string;
  readonly name: string;
  readonly taxCode?: string;
  readonly ipaCode?: string;
  readonly domains: readonly string[];
  /** Those of its domains in which people may activate mailboxes. */
  readonly open?: readonly string[];
  /** Office of a mailbox, by its local part. */
  readonly offices?: Readonly<Record<string, string>>;
}

export interface SeedStaff extends StaffPlan {
  readonly passwordHash: string;
}

/** Founds what is not there yet: what an operator has changed since stays as it is. */
export async function seedOffices(
  store: Store,
  organisations: readonly OrganisationPlan[],
  staff: readonly SeedStaff[],
  at: number,
): Promise<void> {
  for (const plan of organisations)
    if ((await store.card(KINDS.organisation, plan.id)) === undefined) await found(store, plan, at);
  for (const { login, name, role, organisation, passwordHash } of staff) {
    if ((await store.user(login)) !== undefined) continue;
    const value = { role, ...(organisation !== undefined && { organisation }) };
    await store.commit({
      accounts: [{ kind: 'put-user', user: { login, name, status: 'active', passwordHash } }],
      cards: [{ kind: 'put', card: { kind: KINDS.role, id: login, owner: organisation ?? '', value, at }, was: 0 }],
    });
  }
}

async function found(store: Store, plan: OrganisationPlan, at: number): Promise<void> {
  const { id, name, taxCode, ipaCode, domains, open = [], offices = {} } = plan;
  const put = (kind: string, of: string, owner: string, value: object): CardChange => {
    return { kind: 'put', card: { kind, id: of, owner, value, at }, was: 0 };
  };
  const value = { name, ...(taxCode !== undefined && { taxCode }), ...(ipaCode !== undefined && { ipaCode }) };
  const cards = [put(KINDS.organisation, id, '', value)];
  for (const [local, office] of Object.entries(offices))
    cards.push(put(KINDS.office, `${id}-${local}`, id, { name: office }));
  const mine = (await store.domains()).filter((domain) => domains.includes(domain.name));
  const accounts: AccountChange[] = mine.map((domain) => ({
    kind: 'put-domain',
    domain: { ...domain, organisation: id, ...(open.includes(domain.name) && { enrolment: 'open' as const }) },
  }));
  for (const domain of domains) {
    for (const { mailbox } of await store.findMailboxes({ domain, limit: 1_000 })) {
      const local = mailbox.address.slice(0, mailbox.address.indexOf('@'));
      const office = offices[local] === undefined ? {} : { office: `${id}-${local}` };
      accounts.push({ kind: 'change-mailbox', id: mailbox.id, change: { organisation: id, ...office } });
    }
  }
  await store.commit({ accounts, cards });
}
