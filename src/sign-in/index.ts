/**
 * Who comes over the web, and how he proves who he is: sessions, second factors, first passwords, freezes. What is kept are cards; what is
 * secret is kept as a digest or sealed with a key that is not in the database. Everything else of an account is in `accounts`.
 */
export {
  beginConfirmation,
  type Caller,
  confirm,
  confirmedUntil,
} from './confirm.ts';
export { describeDevice } from './device.ts';
export {
  beginPasskeyEnrolment,
  beginTotp,
  type Enrolled,
  type Enroller,
  enrolPasskey,
  enrolTotp,
  readFactors,
  removePasskey,
  removeTotp,
  renewRecoveryCodes,
} from './enrol.ts';
export {
  type Arrival,
  answerChallenge,
  begin,
  beginPasskey,
  enterWithPassword,
  type FactorAsked,
  type SignedIn,
} from './enter.ts';
export type { Answer } from './factors.ts';
export { FIRST_LOGIN_MS, type FirstLogin, makeFirstLogin, readFirstLogin, takeFirstLogin } from './first-login.ts';
export { type FreezeOrder, freezeMailbox, unfreezeMailbox } from './freeze.ts';
export { adminRecord, type Ground, openGround, type Person, personOf, recordNoted } from './ground.ts';
export { describeHappening } from './happenings.ts';
export {
  type Identities,
  type IdentitiesPorts,
  type IdentityFailure,
  type IdentityOutcome,
  openIdentities,
} from './identity.ts';
export { openLanes } from './lanes.ts';
export { demandNewPassword, resetSecondFactor, type SignInFacts, signInFacts } from './operators.ts';
export { changePassword, judgeNewPassword, makeAppPassword, revokeAppPassword } from './passwords.ts';
export type { LoginBook, LoginStanding, OpenBox, SecurityNotice, SignInPorts } from './ports.ts';
export type { SignInRecord } from './record.ts';
export { countOldFactors, forgetLostFactors, type LostFactors, type OldFactors, resealFactors } from './reseal.ts';
export type { IdentityOfSession, NewSession, Session } from './sessions.ts';
export { ABSOLUTE_MS } from './sessions.ts';
export {
  changeLanguage,
  changeNoticeAddresses,
  endSessions,
  freezeOwn,
  type Owner,
  unfreezeOwn,
} from './settings.ts';
export { sweepSignIn } from './sweep.ts';
export { newSecret, openVault, VAULT_KEY_OCTETS, type Vault } from './vault.ts';
export { type Bearer, boxesOf, openVisitors, ROLE_KIND, type SignedInVisitor, type VisitorBook } from './visitors.ts';
