import { z } from 'zod';
import { domainName, publicEntry } from '#contract';
import type { Card, CardReads } from '#ports';

/** The kinds of cards that this office keeps, and what they hold. */
export const KINDS = {
  /** Id: newId; owner: none. Its domains say themselves whose they are. */
  organisation: 'organisation',
  /** Owner: the organisation. */
  office: 'office',
  /** Id: a login. */
  role: 'role',
  /** Id: a mailbox that closes; due: when. */
  closing: 'mailbox-closing',
  /** Id and owner: an organisation; key: its slug. */
  publicPage: 'public-page',
} as const;

export const organisationValue = z.object({
  name: z.string(),
  taxCode: z.string().optional(),
  ipaCode: z.string().optional(),
  quotaBytes: z.number().optional(),
});
export type OrganisationValue = z.output<typeof organisationValue>;

export const officeValue = z.object({ name: z.string(), parent: z.string().optional() });

/** What stands in a card of kind `role`; whoever signs people in reads it too. */
export const roleValue = z.object({
  role: z.enum(['operator', 'auditor', 'organisation']),
  organisation: z.string().optional(),
});
export type RoleValue = z.output<typeof roleValue>;

export const closingValue = z.object({ until: z.number(), reason: z.string(), by: z.string() });

export const publicPageValue = z.object({
  slug: z.string(),
  site: z.string().optional(),
  entries: z.array(publicEntry),
});

export { domainName };

const PAGE = 500;

/** Every card of a kind, in the order of their ids: of kinds of which there are few. */
export async function allCards(store: CardReads, kind: string, owner?: string): Promise<readonly Card[]> {
  const found: Card[] = [];
  for (;;) {
    const after = found.at(-1)?.id;
    const page = await store.cards({
      kind,
      limit: PAGE,
      ...(owner !== undefined && { owner }),
      ...(after !== undefined && { after }),
    });
    found.push(...page);
    if (page.length < PAGE) return found;
  }
}
