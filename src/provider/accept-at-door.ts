import { type AccessPointPorts, acceptSubmission } from '#access-point';
import type { Submission } from '#doors/submission';
import type { Mailbox } from '#ports';

/** The submission door's words to the access point. */
export async function acceptAtDoor(submission: Submission<Mailbox>, ports: AccessPointPorts) {
  const { account, receivedField, headerBytes, ...taken } = submission;
  return await acceptSubmission({ ...taken, mailbox: account, header: headerBytes, received: receivedField }, ports);
}
