import { type AdminDelegate, Refusal } from '#contract';
import { isoLegalTime } from '#pec';
import type { Grant } from '#ports';
import { type Actor, commitAct, notFound } from './act.ts';
import type { AdministrationPorts } from './administration-ports.ts';
import { actOn } from './change-mailbox.ts';
import { mailboxRow } from './mailbox-view.ts';

type Ports = Pick<AdministrationPorts, 'store' | 'legalTime'>;

/** Who works in a mailbox beside its holder. */
export async function listMailboxDelegates(by: Actor, id: string, ports: Ports): Promise<AdminDelegate[]> {
  await mailboxRow(by, id, ports);
  const now = ports.legalTime.now();
  const grants = await ports.store.grants({ mailbox: id });
  return grants.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now).map(told);
}

function told({ login, level, maySend, expiresAt, folders, needsApproval }: Grant): AdminDelegate {
  return {
    ...{ login, level, maySend, isBounded: folders !== undefined, needsApproval: needsApproval === true },
    ...(expiresAt !== undefined && { until: isoLegalTime(expiresAt) }),
  };
}

/**
 * Lets one of the staff read the service mailbox, which is the provider's own (RFC 6109 2.2.5). Of every other mailbox that is for its holder
 * to say: who runs the provider sees nobody's mail, nor lets himself in.
 */
export async function letIntoServiceMailbox(
  by: Actor,
  id: string,
  { login: given, reason }: { readonly login: string; readonly reason: string },
  ports: Ports,
): Promise<AdminDelegate> {
  const { mailbox } = await mailboxRow(by, id, ports);
  if (mailbox.kind !== 'service') throw holderOnly();
  const login = given.trim().toLowerCase();
  const [user, other] = await Promise.all([ports.store.user(login), ports.store.mailbox(login)]);
  if (login === mailbox.address || (user === undefined && (other === undefined || other.kind === 'service')))
    throw notFound();
  const grant: Grant = { mailbox: id, login, level: 'read', maySend: false };
  const act = actOn('delega-data', mailbox, `${login}: lettura; ${reason}`);
  await commitAct({ accounts: [{ kind: 'put-grant', grant }] }, act, by, ports);
  return told(grant);
}

/** Takes somebody's leave to work in a mailbox: at once, whoever gave it. */
export async function endDelegation(
  by: Actor,
  id: string,
  { login, reason }: { readonly login: string; readonly reason: string },
  ports: Ports,
): Promise<void> {
  const { mailbox } = await mailboxRow(by, id, ports);
  const grants = await ports.store.grants({ mailbox: id });
  if (!grants.some((grant) => grant.login === login)) throw notFound();
  const act = actOn('delega-tolta', mailbox, `${login}; ${reason}`);
  await commitAct({ accounts: [{ kind: 'remove-grant', mailbox: id, login }] }, act, by, ports);
}

const holderOnly = () =>
  new Refusal('forbidden', 'holder-only', {
    it: 'Chi entra in una casella lo decide il suo titolare: il contenuto è privato.',
    en: 'Who works in a mailbox is for its holder to say: what is in it is private.',
    de: 'Wer in einem Postfach arbeitet, bestimmt die Inhaberin oder der Inhaber: der Inhalt ist privat.',
  });
