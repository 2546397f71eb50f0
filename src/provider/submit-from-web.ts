import { type AccessPointPorts, acceptSubmission, type SubmissionReply } from '#access-point';
import type { Logins } from '#accounts';
import type { SmtpReply } from '#doors/smtp-listener';
import { receivedField } from '#doors/smtp-listener';
import { type HandedIn, type Handing, NOT_SENT, type Submit, waitsForApproval } from '#writing';
import type { SendingGate } from './sending-gate.ts';

export interface WebSubmissionPorts {
  readonly logins: Pick<Logins, 'standing'>;
  readonly accessPoint: AccessPointPorts;
  readonly gate: SendingGate;
  readonly heloName: string;
  /** RFC 5322 date of legal time, now. */
  date(): string;
}

/**
 * The road of what is written in the pages or by a program with a token: who he is is asked anew for each message, then the gate and the
 * access point that mail programs meet too. Also what waited for its hour goes by it, when its hour has come: by the rules of that hour.
 */
export function submitFromWeb(ports: WebSubmissionPorts): Submit {
  const { accessPoint, gate } = ports;
  return async (handing) => {
    const { mailbox: asked, login, way } = handing;
    const standing = await ports.logins.standing({ name: login, isWeb: true });
    const boxes = standing === undefined ? [] : [...(standing.box ? [standing.box] : []), ...standing.shared];
    const box = boxes.find(({ mailbox }) => mailbox.id === asked.id);
    if (!box?.maySend) return { kind: 'forbidden', text: NOT_SENT.notPermitted };
    if (!handing.isApproved && (await waitsForApproval(box, accessPoint.store))) return { kind: 'unapproved' };
    return told(await gate.pass(box.mailbox, way, () => accept({ ...handing, mailbox: box.mailbox })));
  };

  function accept({ mailbox, login, recipients, message, peer, along }: Handing): Promise<SubmissionReply> {
    const { rope, size, sha256, index, header } = message;
    const received = receivedField({ peer, protocol: 'HTTP', by: ports.heloName, date: ports.date() });
    const user = login === mailbox.address ? {} : { user: login };
    const taken = { rope, size, sha256, index, header, recipients, peer, received, along };
    return acceptSubmission({ ...taken, ...user, mailbox, mailFrom: mailbox.address }, accessPoint);
  }
}

function told(reply: SmtpReply | SubmissionReply): HandedIn {
  if ('decided' in reply && reply.decided) return { kind: 'decided', decided: reply.decided };
  if ('isOvertaken' in reply && reply.isOvertaken) return { kind: 'overtaken' };
  return reply.code >= 500 ? { kind: 'forbidden', text: reply.text } : { kind: 'later', text: reply.text };
}
