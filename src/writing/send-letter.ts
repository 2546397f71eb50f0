import type { Letter, Outgoing } from '#contract';
import { newId } from '#issuing';
import type { StoredMessage } from '#ports';
import type { Attached } from './attached.ts';
import { type Checked, checkLetter } from './check-letter.ts';
import { goLater, goNow, repeated, type Told, waitingOf } from './go-out.ts';
import { keepLetter } from './letter-store.ts';
import type { Measured } from './measure-rope.ts';
import { digestOf, keyedId, shownRecipients } from './outgoing-card.ts';
import { resolveAttachments } from './resolve-attachments.ts';
import { notAcceptable } from './send-refusals.ts';
import type { Uploads } from './uploads.ts';
import type { Author, WritingPorts } from './writing-ports.ts';

export interface SendOptions {
  /** Header `Idempotency-Key`: the same again sends nothing and answers the same. */
  readonly key?: string | undefined;
  readonly waitsForApproval?: boolean;
  /** Attachments found before. */
  readonly attached?: readonly Attached[];
}

/** Sends a letter now. */
export async function sendLetter(
  author: Author,
  letter: Letter,
  { key, waitsForApproval = false, attached: known = [] }: SendOptions,
  uploads: Uploads,
  ports: WritingPorts,
): Promise<Outgoing> {
  const owner = author.box.mailbox.id;
  const at = ports.legalTime.now();
  const digest = digestOf(letter);
  const id = key === undefined ? newId(at, ports.random) : keyedId(owner, key);
  const first = key === undefined ? undefined : await repeated(owner, id, digest, ports);
  if (first) return first;
  const attached = await resolveAttachments(author, letter.attachments, known, uploads, ports);
  const { recipients, size } = await acceptable(author, letter, attached, ports);
  const { kept, messages } = await keepLetter(letter, ports);
  const of = { to: shownRecipients(recipients), subject: letter.subject, size, digest, ...refOf(letter) };
  const value = waitingOf(author, { kept, attached: [...attached] }, of, at);
  return await go({ author, id, value, messages, also: [], letter }, waitsForApproval, ports);
}

/** A message that a program wrote by itself. */
export interface RawMessage {
  readonly message: Measured;
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly clientRef?: string | undefined;
}

/** Hands in a message as it is, octet by octet. What is wrong with it the access point says, in a notice (M2). */
export async function sendRaw(
  author: Author,
  { message, recipients, subject, clientRef }: RawMessage,
  { key, waitsForApproval = false }: SendOptions,
  ports: WritingPorts,
): Promise<Outgoing> {
  const owner = author.box.mailbox.id;
  const at = ports.legalTime.now();
  const { rope, size, sha256 } = message;
  const digest = digestOf({ sha256 });
  const id = key === undefined ? newId(at, ports.random) : keyedId(owner, key);
  const first = key === undefined ? undefined : await repeated(owner, id, digest, ports);
  if (first) return first;
  const stored: StoredMessage = { id: newId(at, ports.random), rope, size, sha256 };
  const of = { to: shownRecipients(recipients), subject, size, digest, ...(clientRef && { clientRef }) };
  const value = waitingOf(author, { raw: stored.id, recipients: [...recipients] }, of, at);
  return await go({ author, id, value, messages: [stored], also: [], raw: message }, waitsForApproval, ports);
}

async function go(told: Told, waitsForApproval: boolean, ports: WritingPorts): Promise<Outgoing> {
  if (!waitsForApproval) return await goNow(told, ports);
  return (await goLater([told], 'awaiting-approval', undefined, ports))[0]!;
}

/** Throws with all that is wrong. */
export async function acceptable(
  author: Author,
  letter: Letter,
  attached: readonly Attached[],
  ports: WritingPorts,
): Promise<Checked> {
  const checked = await checkLetter(author, { letter, attached }, ports);
  if (checked.faults.length > 0) throw notAcceptable(checked.faults);
  return checked;
}

export function refOf({ clientRef }: Letter): { readonly clientRef?: string } {
  return clientRef === undefined ? {} : { clientRef };
}
