import type { MessageView, PartView as PartShape, Trust } from '#contract';
import type {
  CalendarMoment,
  CalendarView,
  CertificationView,
  LetterView,
  PartView,
  SignatureView,
  StoredView,
  TrustView,
} from '#message-view';
import { isoLegalTime } from '#pec';

/** What `#message-view` found, in the shapes of the contract: instants as legal time. */
export function trustShape({ certifiedAt, signer, checks, ...rest }: TrustView): Trust {
  return {
    ...rest,
    checks: [...checks],
    ...(certifiedAt !== undefined && { certifiedAt: isoLegalTime(certifiedAt) }),
    ...(signer && { signer: { ...signer, from: isoLegalTime(signer.from), to: isoLegalTime(signer.to) } }),
  };
}

export function letterShape(letter: LetterView, receiptType?: StoredView['receiptType']): MessageView['message'] {
  const { date, from, replyTo, to, cc, cautions, attachments, ...rest } = letter;
  return {
    ...rest,
    ...{ from: [...from], replyTo: [...replyTo], to: [...to], cc: [...cc], cautions: [...cautions] },
    attachments: attachments.map(partShape),
    ...(date !== undefined && { date: isoLegalTime(date) }),
    ...(receiptType && { receiptType }),
  };
}

function partShape({ signature, inside, ...rest }: PartView): PartShape {
  return {
    ...rest,
    ...(signature && { signature: signatureShape(signature) }),
    ...(inside && { inside: inside.map(partShape) }),
  };
}

function signatureShape({ signedAt, ...rest }: SignatureView): NonNullable<PartShape['signature']> {
  return { ...rest, ...(signedAt !== undefined && { signedAt: isoLegalTime(signedAt) }) };
}

export function certificationShape(view: CertificationView): NonNullable<MessageView['certification']> | undefined {
  const { at, recipients, ...rest } = view;
  if (at === undefined) return undefined;
  const kinds = { certificato: 'certified', esterno: 'ordinary' } as const;
  return {
    ...rest,
    at: isoLegalTime(at),
    recipients: recipients.map(({ address, type }) => ({ address, kind: kinds[type] })),
  };
}

export function calendarShape({ purpose, events, isCut }: CalendarView) {
  return {
    kind: 'calendar' as const,
    ...{ purpose, isCut },
    events: events.map(({ start, end, people, ...event }) => ({
      ...event,
      start: momentShape(start),
      ...(end && { end: momentShape(end) }),
      people: [...people],
    })),
  };
}

function momentShape(moment: CalendarMoment) {
  return moment.kind === 'instant' ? { ...moment, at: isoLegalTime(moment.at) } : moment;
}
