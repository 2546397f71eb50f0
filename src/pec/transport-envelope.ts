import { latin1ToString } from '#mime';
import { type Composition, compose, type EnclosedMessage, type UnsignedMessage } from './compose.ts';
import { certifiedData } from './daticert.ts';
import type { CertifiedFacts, Instant, Issuer } from './facts.ts';
import { identityLines, line, onBehalfLine, subjectLine } from './header-lines.ts';
import { envelopeText } from './texts.ts';
import { HEADER, PREFIX, TRASPORTO } from './wire.ts';
import { writeDaticert } from './write-daticert.ts';

/** What every builder needs. */
export interface BuilderInput {
  readonly issuer: Issuer;
  readonly facts: CertifiedFacts;
  /** The one instant of this event: it stands in Date, text, XML and log alike (RFC 6109 4.1; T53). */
  readonly at: Instant;
  /** Unique letters and digits for the MIME boundaries. */
  readonly boundarySeed: string;
}

/**
 * M4, the transport envelope around an original (RFC 6109 3.1.5; spec 4.3). `original` comes from rewriteOriginal, `inherited`
 * from inheritedHeaders, with the Received field of the submission before it. Its Message-ID is the identificativo (T27).
 */
export function buildTransportEnvelope(
  input: BuilderInput & { readonly original: EnclosedMessage; readonly inherited: Uint8Array },
): UnsignedMessage {
  const { issuer, facts, at, inherited } = input;
  const fields = latin1ToString(inherited);
  const header =
    line(HEADER.trasporto, TRASPORTO.postaCertificata) +
    line(HEADER.tipoRicevuta, facts.receiptType) +
    identityLines(facts.identificativo, at, facts.msgid) +
    subjectLine(PREFIX.postaCertificata, facts.subject) +
    onBehalfLine(facts.sender, issuer) +
    (hasField(fields, 'reply-to') ? '' : line('Reply-To', facts.sender));
  const composition: Composition = {
    issuer,
    messageId: facts.identificativo,
    inherited,
    inheritedEightBit: isEightBit(fields),
    header,
    text: envelopeText(facts, at),
    daticert: writeDaticert({
      ...certifiedData(TRASPORTO.postaCertificata, 'nessuno', input),
      receiptType: facts.receiptType,
    }),
    original: input.original,
    boundarySeed: input.boundarySeed,
  };
  return compose(composition);
}

/** Does a field of this (lower-case) name stand in these raw header lines? */
export function hasField(fields: string, name: string): boolean {
  const lower = fields.toLowerCase();
  return lower.startsWith(`${name}:`) || lower.includes(`\n${name}:`);
}

export function isEightBit(octets: string): boolean {
  return /[\u0080-\u00ff]/.test(octets);
}
