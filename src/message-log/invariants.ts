import type { AuditFinding } from '#ports';

/** What each of the auditor's invariants demands (spec 15.4), in a sentence for who reads that it is broken. */
export const INVARIANTS: Readonly<Record<AuditFinding['invariant'], string>> = {
  I1: 'All records of one message name the same sender and the same recipients.',
  I2: 'A message that was sent here has exactly one record BustaTrasporto.',
  I3: 'A message that was sent here has exactly one record Accettazione, and its sender is ours.',
  I4: 'Each certified recipient was taken in charge by his provider, once.',
  I5: 'Each certified recipient has exactly one outcome: delivery or non-delivery.',
  I6: 'Each virus found was told to the sender by one notice for the same recipient, and no such notice went out without a virus.',
  I7: 'Only recipients of the message are spoken of as taken in charge or delivered.',
  I8: 'Of a message that was received here, each recipient of ours was taken in charge once and has one outcome.',
  I9: 'Of ordinary recipients nothing is certified: neither taking in charge nor delivery.',
  I10: 'Acceptance, taking in charge and outcome followed each other in this order.',
  I11: 'The notices of 12 and 24 hours went out when they had to, once, and only then.',
};
