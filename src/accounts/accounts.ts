import { domainOf } from '#mime';
import type { AccountReads, Domain, Mailbox, Monotonic, OrdinaryMailPolicy } from '#ports';

/** How long an answer is trusted. A change made by another process is seen within this time. */
const FRESH_MS = 1_000;
const CACHE_ENTRIES = 10_000;
/** In the list of a closed channel: every address of imported IPA data. */
const LISTED = 'ipa';

/** Who lives here: domains, mailboxes and their policies, for the points and the doors. */
export interface Accounts {
  /** Loads the domains; call before the first use and whenever they may have changed. */
  refresh(): Promise<void>;
  /** Our PEC domains and the provider's own domain, any letter case. */
  isOwnDomain(domain: string): boolean;
  /** A PEC domain of ours, where holders have mailboxes. */
  pecDomain(domain: string): Domain | undefined;
  /** As it was at most a second ago. */
  mailbox(address: string): Promise<Mailbox | undefined>;
  /** As it is now, for who found that it is not what it was. */
  mailboxNow(address: string): Promise<Mailbox | undefined>;
  /** Why a holder of one closed channel may not write to, or be written to by, this address (spec 19.1); undefined when he may. */
  isAdmitted(domain: string, address: string): boolean;
  /** What this mailbox does with ordinary mail: what its domain says for all of them, else its own. */
  ordinaryMail(mailbox: Mailbox): OrdinaryMailPolicy;
  /** What its holder may send: the stricter of what is set for the mailbox and for its domain. */
  sendingLimits(mailbox: Mailbox): SendingLimits;
}

/** Absent: as the provider grants it to all. */
export interface SendingLimits {
  readonly maxRecipients?: number;
  readonly maxBytesTimesRecipients?: number;
  readonly submissionsPerHour?: number;
}

/** Whether what comes for it may be placed there (spec 11.9). */
export function mayReceive({ status }: Pick<Mailbox, 'status'>): boolean {
  return status === 'active' || status === 'receive-only';
}

export interface AccountsPorts {
  readonly store: AccountReads;
  readonly monotonic: Monotonic;
  /** The provider's own mail domain. */
  readonly providerDomain: string;
  /** Public directories that were imported: what a closed channel admits with the word `ipa`. */
  readonly listed?: { refresh(): Promise<void>; holdsNow(address: string): boolean };
  /** Whose mailbox is the postmaster's of every own domain (RFC 5321 4.5.1). */
  readonly serviceAddress: string;
}

/** The one name that every domain must have (RFC 5321 4.5.1), in any letter case. */
export function isPostmaster(address: string): boolean {
  return address.slice(0, address.lastIndexOf('@')).toLowerCase() === 'postmaster';
}

export async function openAccounts({
  store,
  monotonic,
  providerDomain,
  serviceAddress,
  listed,
}: AccountsPorts): Promise<Accounts> {
  let domains = new Map<string, Domain>();
  let loadedAt = Number.NEGATIVE_INFINITY;
  const mailboxes = new Map<string, { readonly mailbox: Mailbox | undefined; readonly until: number }>();

  let refreshing: Promise<void> | undefined;

  /** One at a time, however many ask. */
  function refresh(): Promise<void> {
    refreshing ??= load().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  async function load(): Promise<void> {
    domains = new Map((await store.domains()).map((domain) => [domain.name, domain]));
    const isAsked = [...domains.values()].some(({ closedChannel }) => closedChannel?.allowOnly.includes(LISTED));
    if (isAsked) await listed?.refresh();
    loadedAt = monotonic.now();
    mailboxes.clear();
  }
  await refresh();

  const keyOf = (address: string) => (isPostmaster(address) ? serviceAddress : address).toLowerCase();

  async function mailboxNow(address: string): Promise<Mailbox | undefined> {
    const until = monotonic.now() + FRESH_MS;
    const mailbox = await store.mailbox(keyOf(address));
    if (mailboxes.size >= CACHE_ENTRIES) mailboxes.clear();
    mailboxes.set(keyOf(address), { mailbox, until });
    return mailbox;
  }

  return {
    refresh,
    isOwnDomain: (domain) => domain.toLowerCase() === providerDomain || domains.has(domain.toLowerCase()),
    pecDomain: (domain) => domains.get(domain.toLowerCase()),
    async mailbox(address) {
      const now = monotonic.now();
      if (now - loadedAt > FRESH_MS) await refresh();
      const known = mailboxes.get(keyOf(address));
      return known !== undefined && known.until > now ? known.mailbox : await mailboxNow(address);
    },
    mailboxNow,
    ordinaryMail: (mailbox) => domains.get(domainOf(mailbox.address))?.ordinaryMail ?? mailbox.ordinaryMail,
    sendingLimits: ({ address, policy }) => limitsOf(policy, domains.get(domainOf(address))?.policy),
    isAdmitted(domain, address) {
      const channel = domains.get(domain.toLowerCase())?.closedChannel;
      if (channel === undefined) return true;
      const lower = address.toLowerCase();
      const isNamed = [lower, domainOf(lower)].some((name) => name !== LISTED && channel.allowOnly.includes(name));
      return isNamed || (channel.allowOnly.includes(LISTED) && listed?.holdsNow(lower) === true);
    },
  };
}

/** Of a mailbox and of its domain, each the stricter. */
function limitsOf(own: Mailbox['policy'], ofDomain: Domain['policy']): SendingLimits {
  const maxRecipients = stricter(own?.maxRecipients, ofDomain?.maxRecipients);
  const product = stricter(own?.maxBytesTimesRecipients, ofDomain?.maxBytesTimesRecipients);
  const submissionsPerHour = stricter(own?.submissionsPerHour, ofDomain?.submissionsPerHour);
  return {
    ...(maxRecipients !== undefined && { maxRecipients }),
    ...(product !== undefined && { maxBytesTimesRecipients: product }),
    ...(submissionsPerHour !== undefined && { submissionsPerHour }),
  };
}

function stricter(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}
