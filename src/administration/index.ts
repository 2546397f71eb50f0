/** Administration of the provider: organisations, mailboxes and their life, who works here, and how everything stands. Private content is never seen. */
export type { Actor } from './act.ts';
export type {
  AdministrationPorts,
  FirstLogin,
  HolderKind,
  Holders,
  SignInBook,
} from './administration-ports.ts';
export { listActs } from './audit.ts';
export { bulkMailboxes } from './bulk.ts';
export { KINDS, type RoleValue, roleValue } from './cards.ts';
export { changeMailbox } from './change-mailbox.ts';
export { addDomain, changeDomain, listDomains } from './domains.ts';
export {
  addMalfunction,
  addOutage,
  type DutyDeskPorts,
  endOutage,
  noteMalfunction,
  withdrawOutage,
} from './duty-desk.ts';
export { exportMailboxes } from './export-mailboxes.ts';
export { findMailboxes, readMailbox } from './find-mailboxes.ts';
export { type FlowEvent, followFlow, type LogFollower } from './flow.ts';
export { type ImportPorts, importIpa } from './import-ipa.ts';
export { acceptIndexLoss, type IndexDeskPorts, type ListedProvider, readIndex } from './index-desk.ts';
export type { IpaFamily } from './ipa-csv.ts';
export { type IpaDirectory, openIpaDirectory } from './ipa-directory.ts';
export { changeState, type EndingPorts, endClosings, reassign } from './lifecycle.ts';
export { type LogDeskPorts, type MadeExtract, orderExtract, recordLook, searchLog } from './log-desk.ts';
export { renewFirstLogin, setFrozen } from './mailbox-acts.ts';
export { endDelegation, letIntoServiceMailbox, listMailboxDelegates } from './mailbox-delegates.ts';
export { addMailbox } from './make-mailbox.ts';
export { addOffice, changeOffice, listOffices, removeOffice } from './offices.ts';
export { addOrganisation, changeOrganisation, listOrganisations, removeOrganisation } from './organisations.ts';
export {
  type AcknowledgedAlarm,
  type HourCount,
  type OverviewPorts,
  readOverview,
  type StatusAlarm,
} from './overview.ts';
export { giveRole, listPeople, takeRole } from './people.ts';
export { readFindings, readQuarantine } from './provider-desk.ts';
export { changePublicAddresses, readPublicAddresses } from './public-addresses.ts';
export { openPublicPages, type PublicPages, type PublicPagesPorts } from './public-pages.ts';
export { actOnJob, type QueuePorts, readQueue } from './queue-board.ts';
export { readServiceLevels, readStatistics, type ServiceDeskPorts } from './service-desk.ts';
export {
  acknowledgeWitnessAlarm,
  listWitnessAlarms,
  type ToldContradiction,
  type WitnessDeskPorts,
} from './witness-desk.ts';
export { type GivenHolder, writeHolder } from './write-holder.ts';
