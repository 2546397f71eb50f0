import { NOTICE_TYPES } from './catalogue.ts';
import { compose, type EnclosedMessage, type UnsignedMessage } from './compose.ts';
import { certifiedData, type Daticert } from './daticert.ts';
import type { DaticertType, ErrorType, MessageNumber } from './facts.ts';
import { identityLines, line, subjectLine } from './header-lines.ts';
import { noticeMessageId, takenKey } from './identifiers.ts';
import type { ReadableText } from './readable-part.ts';
import * as texts from './texts.ts';
import type { BuilderInput } from './transport-envelope.ts';
import { ERROR_CODE, HEADER, VERIFICA_SICUREZZA_ERRORE } from './wire.ts';
import { writeDaticert } from './write-daticert.ts';

/** What a notification says beyond the certified facts: one shape per number (spec 4.2). */
export type Notification =
  | { readonly number: 'M1' }
  /** `faults`: all of checkForm's, in Italian. */
  | { readonly number: 'M2'; readonly faults: readonly string[] }
  | { readonly number: 'M3'; readonly virus: string }
  /** `to`: mailReceipt of the sender's provider; `taken`: the recipients of this SMTP transaction. */
  | { readonly number: 'M5'; readonly to: string; readonly taken: readonly string[] }
  | { readonly number: 'M7'; readonly to: string; readonly recipient: string; readonly virus: string }
  /** `detail`: errore-esteso of the M7 that caused it, or the name of the virus. */
  | { readonly number: 'M8'; readonly recipient: string; readonly detail: string }
  | { readonly number: 'M9' | 'M10'; readonly recipient: string }
  /** `original` absent: a copy recipient, or sintetica (deliveryReceipt decides). */
  | { readonly number: 'M11' | 'M12' | 'M13'; readonly recipient: string; readonly original?: EnclosedMessage }
  | {
      readonly number: 'M14';
      readonly recipient: string;
      readonly error: Exclude<ErrorType, 'nessuno' | 'virus'>;
      /** Enhanced status code, e.g. `5.1.1` (spec 6.4). */
      readonly code: string;
      readonly description: string;
    };

/** With the certification data it carries, as the log must tell them too (RFC 6109 4.1). */
export interface UnsignedNotification extends UnsignedMessage {
  readonly daticert: Daticert;
}

/**
 * Any receipt or notice (RFC 6109 3.1.2-3.3.3; spec 4.2). Addressed to the original sender, or to `to` where the catalogue says
 * mailReceipt; never to Reply-To (T25, T108). Its Message-ID is computed (noticeMessageId).
 */
export function buildNotification(input: BuilderInput & { readonly notification: Notification }): UnsignedNotification {
  const { issuer, facts, at, notification } = input;
  const type = NOTICE_TYPES[notification.number];
  const body = bodyOf(input);
  const messageId = noticeMessageId(notification.number, facts.identificativo, noticeRecipient(notification), issuer);
  const header =
    ('ricevuta' in type.header ? line(HEADER.ricevuta, type.header.ricevuta) : '') +
    (type.virus ? line(HEADER.verificaSicurezza, VERIFICA_SICUREZZA_ERRORE) : '') +
    (notification.number === 'M7' ? line(HEADER.mittente, facts.sender) : '') +
    identityLines(messageId, at, facts.msgid) +
    subjectLine(type.prefix, facts.subject) +
    line('From', issuer.serviceAddress) +
    line('To', 'to' in notification ? notification.to : facts.sender);
  const daticert = {
    ...certifiedData(daticertType(notification.number), body.errore ?? 'nessuno', input),
    ...body.data,
  };
  const unsigned = compose({
    issuer,
    messageId,
    header,
    text: body.text,
    daticert: writeDaticert(daticert),
    ...(body.original ? { original: body.original } : {}),
    boundarySeed: input.boundarySeed,
  });
  return { ...unsigned, daticert };
}

/** What stands for `recipient` in the notice's key and Message-ID: '' where it is about the whole message (spec 9.8). */
export function noticeRecipient(notification: Notification): string {
  if (notification.number === 'M5') return takenKey(notification.taken);
  return 'recipient' in notification ? notification.recipient : '';
}

interface Body {
  readonly text: ReadableText;
  readonly errore?: ErrorType;
  readonly data?: Partial<Daticert>;
  readonly original?: EnclosedMessage;
}

function bodyOf(input: BuilderInput & { readonly notification: Notification }): Body {
  const { facts, at, issuer, notification: n } = input;
  const error = (code: string, description: string) => texts.extendedError(code, issuer.name, description);
  switch (n.number) {
    case 'M1':
      return { text: texts.acceptanceText(facts, at) };
    case 'M2': {
      const short = error(ERROR_CODE.formal, texts.ERROR_TEXT.formal);
      const full = error(ERROR_CODE.formal, n.faults.join('; '));
      return { text: texts.refusalText(facts, at, short, n.faults), errore: 'altro', data: { erroreEsteso: full } };
    }
    case 'M3': {
      const full = error(ERROR_CODE.virus, `${texts.ERROR_TEXT.virus}: ${n.virus}`);
      return { text: texts.virusRefusalText(facts, at, full), errore: 'virus', data: { erroreEsteso: full } };
    }
    case 'M5':
      return { text: texts.takeChargeText(facts, at, n.taken), data: { ricezione: n.taken } };
    case 'M7': {
      const full = error(ERROR_CODE.virus, `${texts.ERROR_TEXT.virus}: ${n.virus}`);
      const text = texts.virusDetectionText(facts, at, n.recipient, full);
      return { text, errore: 'virus', data: { consegna: n.recipient, erroreEsteso: full } };
    }
    case 'M8': {
      // The detail of a peer's M7 begins with its own code and name already: it is told as the peer told it.
      const full = /^\d\.\d{1,3}\.\d{1,3}\b/.test(n.detail)
        ? n.detail
        : error(ERROR_CODE.virus, `${texts.ERROR_TEXT.virus}: ${n.detail}`);
      const text = texts.virusNonDeliveryText(facts, at, n.recipient, full);
      return { text, errore: 'virus', data: { consegna: n.recipient, erroreEsteso: full } };
    }
    case 'M9':
    case 'M10':
      return timeoutBody(input, n);
    case 'M11':
    case 'M12':
    case 'M13':
      return {
        text: texts.deliveryText(facts, at, n.recipient, n.number),
        data: { receiptType: facts.receiptType, consegna: n.recipient },
        ...(n.original && n.number !== 'M13' ? { original: n.original } : {}),
      };
    case 'M14': {
      const full = error(n.code, n.description);
      const text = texts.nonDeliveryText(facts, at, n.recipient, full);
      return { text, errore: n.error, data: { consegna: n.recipient, erroreEsteso: full } };
    }
  }
}

function timeoutBody(input: BuilderInput, n: { readonly number: 'M9' | 'M10'; readonly recipient: string }): Body {
  const first = n.number === 'M9';
  const code = first ? ERROR_CODE.noNewsIn12Hours : ERROR_CODE.noDeliveryIn24Hours;
  const full = texts.extendedError(code, input.issuer.name, texts.ERROR_TEXT[first ? 'in12Hours' : 'in24Hours']);
  return {
    text: texts.timeoutText(input.facts, input.at, n.recipient, first ? 12 : 24, full),
    errore: 'altro',
    data: { consegna: n.recipient, erroreEsteso: full },
  };
}

function daticertType(number: MessageNumber): DaticertType {
  const tipo = NOTICE_TYPES[number].tipo;
  if (tipo === undefined) throw new Error(`${number} has no certification data`);
  return tipo;
}
