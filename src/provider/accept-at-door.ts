import { type AccessPointPorts, acceptSubmission } from '#access-point';
import type { Entry } from '#accounts';
import type { Submission } from '#doors/submission';
import type { Mailbox } from '#ports';

/** The submission door's words to the access point. */
export async function acceptAtDoor(submission: Submission<Entry, Mailbox>, ports: AccessPointPorts) {
  const { account, sender, receivedField, headerBytes, ...taken } = submission;
  const user = account.login === sender.address ? {} : { user: account.login };
  return await acceptSubmission(
    { ...taken, ...user, mailbox: sender, header: headerBytes, received: receivedField },
    ports,
  );
}
