import { type AdminMailbox, type IdentityEvidence, Refusal } from '#contract';
import { joinSteps } from '#issuing';
import { isoLegalTime } from '#pec';
import type { Mailbox } from '#ports';
import { type Actor, commitAct } from './act.ts';
import type { AdministrationPorts, HolderKind } from './administration-ports.ts';
import { actOn, refuseOwnMailbox } from './change-mailbox.ts';
import { readMailbox } from './find-mailboxes.ts';
import { mailboxRow } from './mailbox-view.ts';

type Ports = AdministrationPorts;
type InPerson = Extract<IdentityEvidence, { how: 'in-person' }>;

export interface GivenHolder {
  readonly kind: HolderKind;
  readonly name: string;
  readonly taxCode: string;
  /** That an operator saw; absent: the organisation of the mailbox answers for him. */
  readonly document?: InPerson['document'] | undefined;
}

/** Writes down who holds a mailbox that was made on the command line, say. Nobody is written down without evidence. */
export async function writeHolder(by: Actor, id: string, given: GivenHolder, ports: Ports): Promise<AdminMailbox> {
  const { mailbox } = await mailboxRow(by, id, ports);
  refuseOwnMailbox(mailbox);
  if (mailbox.status === 'revoked') throw isOver();
  const { kind, name, taxCode } = given;
  const evidence = evidenceFor(by, mailbox, given, isoLegalTime(ports.legalTime.now()));
  const { address } = mailbox;
  const holding = await ports.holders.attach({ mailbox: id, address, kind, name, taxCode, evidence: [evidence] });
  const accounts = [{ kind: 'change-mailbox', id, change: { holder: name } }] as const;
  const act = actOn('casella-titolare', mailbox, `titolare: ${name}; prova: ${evidence.how}`);
  await commitAct(joinSteps({ accounts }, holding), act, by, ports);
  return await readMailbox(by, id, ports);
}

/** Documents are looked at by operators of the provider; an organisation answers for its own people alone. */
function evidenceFor(by: Actor, { organisation }: Mailbox, { document }: GivenHolder, at: string): IdentityEvidence {
  if (document !== undefined && by.organisation === undefined)
    return { how: 'in-person', operator: by.login, document, at };
  if (document !== undefined || organisation === undefined) throw withoutEvidence();
  return { how: 'organisation', organisation, by: by.login, at };
}

const withoutEvidence = () =>
  new Refusal('invalid', 'evidence-missing', {
    it: 'Serve una prova: il documento visto da un operatore del gestore, o l’organizzazione a cui la casella appartiene.',
    en: 'Evidence is needed: the document that an operator of the provider saw, or the organisation whose mailbox it is.',
    de: 'Ein Nachweis wird gebraucht: der vom Betreiber gesehene Ausweis oder die Organisation, der das Postfach gehört.',
  });

const isOver = () =>
  new Refusal('conflict', 'mailbox-revoked', {
    it: 'La casella è stata chiusa senza che si sapesse di chi era: resta chiusa.',
    en: 'The mailbox was closed while nobody knew whose it was: it stays closed.',
    de: 'Das Postfach wurde geschlossen, ohne dass der Inhaber bekannt war: es bleibt geschlossen.',
  });
