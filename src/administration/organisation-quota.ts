import { Refusal } from '#contract';
import type { AdministrationPorts } from './administration-ports.ts';
import { KINDS, organisationValue } from './cards.ts';

/** Throws when the mailboxes of an organisation would be promised more room than it has. `more` may be negative. */
export async function refuseOverQuota(
  organisation: string | undefined,
  more: number,
  { store }: Pick<AdministrationPorts, 'store'>,
): Promise<void> {
  if (more > 0 && more > (await roomLeft(organisation, { store }))) throw overQuota();
}

export const overQuota = () =>
  new Refusal('conflict', 'organisation-quota', {
    it: 'Supera lo spazio concesso a tutta l’organizzazione.',
    en: 'It exceeds the room granted to the whole organisation.',
    de: 'Der Speicherplatz der ganzen Organisation wird überschritten.',
  });

/** Octets that may still be promised to mailboxes of this organisation. */
export async function roomLeft(
  organisation: string | undefined,
  { store }: Pick<AdministrationPorts, 'store'>,
): Promise<number> {
  const card = organisation === undefined ? undefined : await store.card(KINDS.organisation, organisation);
  const granted = card && organisationValue.parse(card.value).quotaBytes;
  if (granted === undefined) return Number.POSITIVE_INFINITY;
  const totals = await store.mailboxTotals();
  const mine = totals.filter((total) => total.organisation === organisation && total.status !== 'revoked');
  return granted - mine.reduce((sum, { quotaBytes }) => sum + quotaBytes, 0);
}
