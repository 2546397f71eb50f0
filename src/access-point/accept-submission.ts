import { issueKey, joinSteps } from '#issuing';
import { ascii, concat } from '#mime';
import { checkForm, inheritedHeaders, type Notification, rewriteOriginal, trackOnAcceptance } from '#pec';
import type { Step } from '#ports';
import { checkPolicy } from './check-policy.ts';
import { factsOf } from './facts-of.ts';
import { keepSent } from './keep-sent.ts';
import { quarantine } from './quarantine.ts';
import type { AccessPointPorts, Submission, SubmissionReply } from './submission.ts';

/**
 * The access point's whole job for one message (RFC 6109 3.1; spec 8): check, certify or refuse, and say 250 only when the
 * receipt, the envelope, the log, the debts and the jobs are durable (T21). Formal faults and viruses end in a notice, not in
 * an SMTP error. Throws when the scanner, the blobs or the store fail: nothing was accepted, the client tries again.
 */
export async function acceptSubmission(submission: Submission, ports: AccessPointPorts): Promise<SubmissionReply> {
  const index = ports.index();
  if (index === undefined)
    return { code: 451, enhanced: '4.3.5', text: "Indice dei gestori non disponibile: riprovare piu' tardi" };
  const at = ports.legalTime.now();
  const facts = factsOf(submission, index, ports.issuing.newIdentificativo(at));
  const recipients = facts.recipients.map((recipient) => recipient.address);
  const faults = checkForm({
    index: submission.index,
    mailFrom: submission.mailFrom,
    recipients,
    size: submission.size,
    limits: ports.limits,
    policyFaults: checkPolicy(submission.mailbox.address, recipients, ports.accounts),
  });
  const scan = await ports.scanner.scan(ports.blobs.read(submission.rope));

  if (scan.infected) {
    const refusal = await notice({ number: 'M3', virus: scan.virus });
    await record(joinSteps(refusal, quarantine(submission, scan.virus, facts, at, ports)));
  } else if (faults.length > 0) {
    await record(await notice({ number: 'M2', faults }));
  } else {
    await record(await certify());
  }
  return { code: 250, enhanced: '2.6.0', text: `<${facts.identificativo}> preso in carico dal punto di accesso` };

  async function notice(notification: Notification): Promise<Step> {
    const { mailbox } = submission;
    // The memory of what was issued keeps its octets when the holder has deleted it: it can be had again (spec 15.3).
    const once = issueKey(ports.issuing.issuer, notification.number, facts.identificativo, '');
    return (await ports.issuing.issueNotice({ point: 'AP', facts, at, notification, route: { mailbox }, once })).part;
  }

  async function certify(): Promise<Step> {
    const original = rewriteOriginal(submission.rope, submission.index, submission.header, facts.identificativo);
    const inherited = concat([ascii(submission.received), inheritedHeaders(submission.index, submission.header)]);
    const [receipt, envelope] = await Promise.all([
      notice({ number: 'M1' }),
      ports.issuing.issueEnvelope({ facts, at, original, inherited }),
    ]);
    const certified = facts.recipients.filter((recipient) => recipient.type === 'certificato');
    const owed: Step = {
      dispatches: [{ facts, acceptedAt: at, mailbox: submission.mailbox.id, envelope: envelope.message.id }],
      track: certified.map(({ address }) => ({
        identificativo: facts.identificativo,
        recipient: address,
        ...trackOnAcceptance(at),
      })),
    };
    return joinSteps(envelope.part, receipt, owed, keepSent(submission, facts.identificativo, at, ports));
  }

  async function record(step: Step): Promise<void> {
    const { user } = submission;
    const log = user === undefined ? step.log : step.log?.map((told) => ({ ...told, utente: user }));
    const result = await ports.store.commit({ ...step, ...(log && { log }) });
    if (!result.done)
      throw new Error(`the acceptance of ${facts.identificativo} was refused by the store: ${result.failed.kind}`);
  }
}
