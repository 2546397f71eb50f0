import { FROZEN_REPLY } from '#accounts';
import { issueKey, joinSteps } from '#issuing';
import { ascii, concat } from '#mime';
import { checkForm, inheritedHeaders, type Notification, rewriteOriginal, trackOnAcceptance } from '#pec';
import type { Step } from '#ports';
import { checkPolicy } from './check-policy.ts';
import { factsOf } from './facts-of.ts';
import { keepSent } from './keep-sent.ts';
import { quarantine } from './quarantine.ts';
import type {
  AccessPointPorts,
  Submission,
  SubmissionDecided,
  SubmissionLimits,
  SubmissionReply,
} from './submission.ts';

const OVERTAKEN: SubmissionReply = {
  code: 451,
  enhanced: '4.3.0',
  text: "Il messaggio e' stato nel frattempo modificato o ritirato",
  isOvertaken: true,
};

/**
 * The access point's whole job for one message (RFC 6109 3.1; spec 8): check, certify or refuse, and say 250 only when the
 * receipt, the envelope, the log, the debts and the jobs are durable (T21). Formal faults and viruses end in a notice, not in
 * an SMTP error. Throws when the scanner, the blobs or the store fail: nothing was accepted, the client tries again.
 */
export async function acceptSubmission(submission: Submission, ports: AccessPointPorts): Promise<SubmissionReply> {
  if (submission.mailbox.frozen !== undefined) return FROZEN_REPLY;
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
    limits: limitsOf(submission, ports),
    policyFaults: checkPolicy(submission.mailbox.address, recipients, ports.accounts),
  });
  const scan = await ports.scanner.scan(ports.blobs.read(submission.rope));

  if (scan.infected) {
    const refusal = await notice({ number: 'M3', virus: scan.virus });
    const kept = quarantine(submission, scan.virus, facts, at, ports);
    return await record(joinSteps(refusal, kept), [`virus: ${scan.virus}`]);
  }
  if (faults.length > 0) return await record(await notice({ number: 'M2', faults }), faults);
  return await record(await certify(), []);

  async function notice(notification: Notification): Promise<Step> {
    const { mailbox } = submission;
    // The memory of what was issued keeps its octets when the holder has deleted it: it can be had again (spec 15.3).
    const once = issueKey(ports.issuing.issuer, notification.number, facts, '');
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

  /** `why` it is not accepted; empty: it is. */
  async function record(step: Step, why: readonly string[]): Promise<SubmissionReply> {
    const { user } = submission;
    const { identificativo } = facts;
    const decided: SubmissionDecided = { identificativo, at, isAccepted: why.length === 0, faults: why };
    const log = user === undefined ? step.log : step.log?.map((told) => ({ ...told, utente: user }));
    const along = submission.along?.(decided) ?? {};
    const result = await ports.store.commit(joinSteps({ ...step, ...(log && { log }) }, along));
    if (result.done) return takenReply(decided);
    if (result.failed.kind === 'card') return OVERTAKEN;
    throw new Error(`the acceptance of ${identificativo} was refused by the store: ${result.failed.kind}`);
  }
}

/** What the provider grants to all, unless less is set for this mailbox or its domain. */
function limitsOf({ mailbox }: Submission, { limits, accounts }: AccessPointPorts): SubmissionLimits {
  const { maxRecipients = limits.maxRecipients, maxBytesTimesRecipients: product = limits.maxBytesTimesRecipients } =
    accounts.sendingLimits(mailbox);
  return {
    maxRecipients: Math.min(maxRecipients, limits.maxRecipients),
    maxBytesTimesRecipients: Math.min(product, limits.maxBytesTimesRecipients),
  };
}

function takenReply(decided: SubmissionDecided): SubmissionReply {
  const text = `<${decided.identificativo}> preso in carico dal punto di accesso`;
  return { code: 250, enhanced: '2.6.0', text, decided };
}
