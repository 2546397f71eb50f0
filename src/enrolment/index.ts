/** Enrolment: who may have a mailbox, how it is made certain who he is, and who was behind an address at a date. Tax codes stay sealed here. */
export {
  acceptTerms,
  beginActivation,
  chooseAddress,
  finishActivation,
  proposeAddresses,
  readActivation,
  readOffer,
  withdrawActivation,
} from './activate.ts';
export { isReserved, takeShape } from './addresses.ts';
export { attachHolder } from './attach-holder.ts';
export type { EnrolmentPorts, PersonalData, Terms } from './enrolment-ports.ts';
export { beginHolding, endHolding, evidenceOf, heldBy, isSameHolder, kindsOf, type NewHolding } from './holdings.ts';
export { type DigitalIdentity, recordDigitalIdentity, recordInPerson, refuseActivation } from './identify.ts';
export { type ActivationFilter, forgetUnfinished, listActivations } from './list-activations.ts';
export { type HolderQuestion, lookUpHoldings } from './look-up-holdings.ts';
export { countOldPersonal, forgetLostPersonal, type LostPersonal, resealPersonal } from './reseal.ts';
