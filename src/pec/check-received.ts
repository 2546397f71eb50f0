import { domainOf, field, fieldsNamed, sameAddress } from '#mime';
import type { Daticert } from './daticert.ts';
import { missingElements } from './element-matrix.ts';
import { RECEIVED_FAULT as FAULT } from './fault-texts.ts';
import { headerDate } from './header-date.ts';
import { noticeKey, takenKey } from './identifiers.ts';
import { rfc5322Date } from './legal-time.ts';
import { arrivalOf } from './message-number.ts';
import { isOnBehalfOf } from './on-behalf-name.ts';
import type { PecMessage } from './read-message.ts';
import { ERRORI, HEADER, RICEVUTA, TRASPORTO } from './wire.ts';

/** What the incoming point knows of the SMTP transaction. */
export interface ReceivedEnvelope {
  readonly mailFrom: string;
  /** The forward paths that are ours. */
  readonly recipients: readonly string[];
}

/**
 * Formal correctness of an envelope or notice from another provider (spec 9.4; T77, T78): the faults in Italian, for the concise
 * error of an anomaly envelope; empty when it is correct. Not judged: part order, disposition, Subject, X-TipoRicevuta, Sender,
 * extra headers and parts, wording.
 */
export function checkReceived(message: PecMessage, envelope: ReceivedEnvelope): readonly string[] {
  const arrival = arrivalOf(message.number);
  if (arrival === 'unexpected' || arrival === 'ordinary') return [FAULT.notExpected(claim(message))];
  const faults = checkStructure(message);
  if (arrival !== 'envelope' || !message.daticert?.ok) return faults;
  return [...faults, ...transactionFaults(message.daticert.value, envelope)];
}

/** The part of it that needs no transaction: for any of the fourteen, kept in a file or in a mailbox. */
export function checkStructure(message: PecMessage): readonly string[] {
  const header = headerFaults(message);
  if (message.number === 'ordinary' || message.number === 'unknown') return header;
  const parts = [...frameFaults(message), ...(message.mixed ? [] : [FAULT.noMixed])];
  if (message.number === 'M6') {
    // Text and the message that came in, nothing else (RFC 6109 3.2.2): an envelope is not to pass for one.
    const daticert = message.daticertCount > 0 ? [FAULT.daticertForbidden] : [];
    return [...header, ...parts, ...daticert, ...originalFaults(message)];
  }
  return [
    ...header,
    ...parts,
    ...(message.number === 'M4' ? originalFaults(message) : []),
    ...daticertFaults(message),
    ...(message.number === 'M4' ? envelopeFaults(message) : []),
  ];
}

/**
 * The keys under which a received envelope or notice is remembered (spec 9.8): of an envelope one for each of our recipients in
 * the transaction, since a peer may send it in several; of a notice the one it was issued under. Empty without certification data.
 */
export function receivedKeys(message: PecMessage, recipients: readonly string[]): readonly string[] {
  const { number, from, daticert } = message;
  if (number === 'ordinary' || number === 'unknown' || !from || !daticert?.ok) return [];
  const { identificativo, consegna, ricezione } = daticert.value;
  const about = number === 'M4' ? recipients : [consegna ?? takenKey(ricezione ?? [])];
  return about.map((recipient) => noticeKey(domainOf(from.address), number, identificativo, recipient));
}

/** Deviations that never make a message incorrect (spec 9.4 "warn only"). */
export function checkWarnings(message: PecMessage): readonly string[] {
  const { daticert, number } = message;
  const warnings = daticert?.ok ? [...daticert.warnings] : [];
  if (number === 'M4' && message.identificativo !== undefined && message.originalMessageId !== undefined) {
    if (message.originalMessageId !== message.identificativo) warnings.push(FAULT.innerMessageIdDiffers);
  }
  if (!MAY_ENCLOSE.includes(number) && message.originalCount > 0) warnings.push(FAULT.originalForbidden);
  return [...warnings, ...dateWarnings(message)];
}

/** Engines write one instant in both places (RFC 6109 4.1); an hour is left to those that got summer time wrong. */
const DATE_TOLERANCE_MS = 3_600_000;

/** Date stands outside what is signed: whoever changes it would choose the day on which the certificate is judged. */
function dateWarnings({ daticert, index }: PecMessage): readonly string[] {
  const date = headerDate(index.root);
  if (date === undefined || !daticert?.ok || daticert.at === undefined) return [];
  if (Math.abs(date - daticert.at) <= DATE_TOLERANCE_MS) return [];
  const { giorno, ora, zona } = daticert.value;
  return [FAULT.dateDiffers(rfc5322Date(date), `${giorno} ${ora} ${zona}`)];
}

const MAY_ENCLOSE: readonly PecMessage['number'][] = ['M4', 'M6', 'M11', 'M12', 'ordinary', 'unknown'];

function claim(message: PecMessage): string {
  return message.xTrasporto[0] ?? message.xRicevuta[0] ?? 'nessuno';
}

function headerFaults({ xTrasporto, xRicevuta, number }: PecMessage): string[] {
  const faults: string[] = [];
  if (xTrasporto.length > 1) faults.push(FAULT.repeatedHeader(HEADER.trasporto));
  if (xRicevuta.length > 1) faults.push(FAULT.repeatedHeader(HEADER.ricevuta));
  if (xTrasporto.length > 0 && xRicevuta.length > 0) faults.push(FAULT.bothHeaders);
  if (number === 'unknown') {
    const name = xTrasporto.length > 0 ? HEADER.trasporto : HEADER.ricevuta;
    faults.push(FAULT.unknownValue(name, (xTrasporto[0] ?? xRicevuta[0])!));
  }
  return faults;
}

/** Fields that may stand once, and of which two readers would take two (RFC 5322 3.6.4, RFC 2045 5). */
const READ_ONCE = ['Message-ID', 'Content-Type'];

/**
 * The frame of the signature is signed by nobody: whoever passes the message on could let it show what the provider never saw. So there is
 * one way to read it, and besides the signed part and its signature there is nothing (RFC 1847 2.1).
 */
function frameFaults({ index: { root }, signed }: PecMessage): string[] {
  const repeated = READ_ONCE.filter((name) => fieldsNamed(root, name.toLowerCase()).length > 1);
  const faults = repeated.map(FAULT.repeatedHeader);
  if ((field(root, 'content-type')?.value.match(/;\s*boundary[*\d]*\s*=/gi)?.length ?? 0) > 1)
    faults.push(FAULT.manyBoundaries);
  if (signed !== undefined && root.children.length > 2) faults.push(FAULT.unsignedPart);
  return faults;
}

function originalFaults(message: PecMessage): string[] {
  const faults: string[] = message.textFirst ? [] : [FAULT.textNotFirst];
  if (message.originalCount === 0) faults.push(FAULT.noOriginal);
  if (message.originalCount > 1) faults.push(FAULT.manyOriginals);
  return faults;
}

function daticertFaults(message: PecMessage): string[] {
  const { daticert } = message;
  if (!daticert) return [FAULT.noDaticert];
  const many = message.daticertCount > 1 ? [FAULT.manyDaticert] : [];
  if (!daticert.ok) return [...many, FAULT.badDaticert(daticert.fault)];
  const data = daticert.value;
  const header = message.xTrasporto[0] ?? message.xRicevuta[0] ?? '';
  return [
    ...many,
    ...(data.tipo === header ? [] : [FAULT.tipoDiffers(data.tipo, header)]),
    ...(WITHOUT_ERROR.includes(data.tipo) && data.errore !== ERRORI[0] ? [FAULT.errore(data.errore)] : []),
    ...(data.identificativo === '' ? [FAULT.noIdentificativo] : []),
    ...missingElements(data).map(FAULT.missing),
    ...uncertified(data),
  ];
}

const WITHOUT_ERROR: readonly string[] = [
  TRASPORTO.postaCertificata,
  RICEVUTA.accettazione,
  RICEVUTA.presaInCarico,
  RICEVUTA.avvenutaConsegna,
];

/** `consegna` and `ricezione` name certified recipients of the message only. */
function uncertified(data: Daticert): string[] {
  const outside = (address: string) => !isCertified(data, address);
  const faults = (data.ricezione ?? []).filter(outside).map((address) => FAULT.notCertified('ricezione', address));
  if (data.consegna !== undefined && outside(data.consegna)) faults.push(FAULT.notCertified('consegna', data.consegna));
  return faults;
}

function isCertified(data: Daticert, address: string): boolean {
  return data.recipients.some((one) => one.type === 'certificato' && sameAddress(one.address, address));
}

function envelopeFaults(message: PecMessage): string[] {
  const faults: string[] = [];
  const data = message.daticert?.ok ? message.daticert.value : undefined;
  if (message.messageId === undefined) faults.push(FAULT.noMessageId);
  else if (data && message.messageId !== data.identificativo) faults.push(FAULT.messageIdDiffers);
  if (data && !isOnBehalfOf(message.from?.name ?? '', data.sender)) faults.push(FAULT.notOnBehalf);
  return faults;
}

function transactionFaults(data: Daticert, envelope: ReceivedEnvelope): string[] {
  const faults = sameAddress(data.sender, envelope.mailFrom)
    ? []
    : [FAULT.senderDiffers(data.sender, envelope.mailFrom)];
  const strangers = envelope.recipients.filter((address) => !isCertified(data, address));
  return [...faults, ...strangers.map(FAULT.notAddressed)];
}
