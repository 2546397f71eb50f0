import { field, type MimePart } from '#mime';
import type { Daticert, DaticertReading } from './daticert.ts';
import type { MessageNumber, ReceiptType } from './facts.ts';
import { readReceiptType } from './original-facts.ts';
import { ERROR_CODE, HEADER, RICEVUTA, TRASPORTO } from './wire.ts';

interface Claims {
  readonly xTrasporto: readonly string[];
  readonly xRicevuta: readonly string[];
}

const DELIVERY: Readonly<Record<ReceiptType, MessageNumber>> = { completa: 'M11', breve: 'M12', sintetica: 'M13' };

/**
 * Which of the fourteen a message claims to be: from X-Trasporto or X-Ricevuta, and where the header value is shared by several
 * from the certification data; never from the Subject (spec 4.4, 18.3).
 */
export function messageNumber(
  claims: Claims,
  root: MimePart,
  reading: DaticertReading | undefined,
): MessageNumber | 'ordinary' | 'unknown' {
  const data = reading?.ok ? reading.value : undefined;
  const [trasporto] = claims.xTrasporto;
  const [ricevuta] = claims.xRicevuta;
  if (trasporto === TRASPORTO.postaCertificata) return 'M4';
  if (trasporto === TRASPORTO.errore) return 'M6';
  if (ricevuta === undefined) return trasporto === undefined ? 'ordinary' : 'unknown';
  const virus = data ? data.errore === 'virus' : field(root, HEADER.verificaSicurezza) !== undefined;
  switch (ricevuta) {
    case RICEVUTA.accettazione:
      return 'M1';
    case RICEVUTA.nonAccettazione:
      return virus ? 'M3' : 'M2';
    case RICEVUTA.presaInCarico:
      return 'M5';
    case RICEVUTA.rilevazioneVirus:
      return 'M7';
    case RICEVUTA.erroreConsegna:
      return virus ? 'M8' : 'M14';
    case RICEVUTA.preavvisoErroreConsegna:
      return isFinal(data) ? 'M10' : 'M9';
    case RICEVUTA.avvenutaConsegna:
      return DELIVERY[data?.receiptType ?? readReceiptType(field(root, HEADER.tipoRicevuta)?.value)];
    default:
      return 'unknown';
  }
}

/** The 12-hour and the 24-hour notice differ in the code alone (spec 6.4, 18.3); without one it counts as the first. */
function isFinal(data: Daticert | undefined): boolean {
  return data?.erroreEsteso?.startsWith(ERROR_CODE.noDeliveryIn24Hours) ?? false;
}

/** What the incoming point does with a message that is genuine and correct (spec 9.2). */
export type Arrival =
  /** Take in charge, scan, deliver. */
  | 'envelope'
  /** To the sender's mailbox. */
  | 'user-notice'
  /** To the service mailbox. */
  | 'provider-notice'
  /** Never expected from another provider: an anomaly. */
  | 'unexpected'
  /** Neither envelope nor notice. */
  | 'ordinary';

/** The column "Kind" of spec 9.2, for every number. */
export function arrivalOf(number: MessageNumber | 'ordinary' | 'unknown'): Arrival {
  switch (number) {
    case 'M4':
      return 'envelope';
    case 'M8':
    case 'M11':
    case 'M12':
    case 'M13':
    case 'M14':
      return 'user-notice';
    case 'M5':
    case 'M7':
      return 'provider-notice';
    case 'M1':
    case 'M2':
    case 'M3':
    case 'M6':
    case 'M9':
    case 'M10':
    case 'unknown':
      return 'unexpected';
    case 'ordinary':
      return 'ordinary';
  }
}
