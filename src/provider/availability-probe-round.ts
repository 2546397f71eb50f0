import type { Submitted } from '#adapters/relay-smtp';
import { hex } from '#mime';
import { type Instant, rfc5322Date } from '#pec';
import type { LegalTime, Monotonic, Random } from '#ports';
import type { ProbeBoxes } from './availability-probe-boxes.ts';
import type { ProbeOutcome } from './availability-probe-outages.ts';

export interface ProbeRoundPorts {
  readonly legalTime: LegalTime;
  readonly monotonic: Monotonic;
  readonly random: Random;
  /** Through our own door, as a holder does. */
  submit(message: Uint8Array, ms: number): Promise<Submitted>;
  readonly boxes: ProbeBoxes;
  /** Resolves later; rejects when nothing is to be waited for any more. */
  pause(ms: number): Promise<void>;
}

export interface ProbeRoundSettings {
  readonly from: string;
  readonly to: string;
  readonly patienceMs: number;
}

export const PROBE_SUBJECT = "Prova di disponibilita'";
const LOOK_MS = 100;

/** One certified message, from the submission to the receipt of its delivery, or until the patience ends (spec 16.2). Rejects only when called off. */
export async function probeOnce(settings: ProbeRoundSettings, ports: ProbeRoundPorts): Promise<ProbeOutcome> {
  const { monotonic, legalTime, boxes, submit, pause } = ports;
  const { patienceMs } = settings;
  const began = monotonic.now();
  const submitted = await submit(messageOf(settings, legalTime.now(), ports.random), patienceMs);
  const { reply } = submitted;
  if (submitted.outcome === 'refused') return { kind: 'unable', why: `not taken: ${reply}`, isRefused: true };
  if (submitted.outcome === 'failed') return { kind: 'failed', points: ['AP'], why: `not accepted: ${reply}` };
  const identificativo = /<([^<>]+)>/.exec(reply)?.[1];
  if (identificativo === undefined) return { kind: 'unable', why: `no identificativo in the reply ${reply}` };
  for (;;) {
    const { accepted, refused, delivered, failed } = await boxes.look(identificativo);
    const tookMs = monotonic.now() - began;
    if (accepted && delivered) return { kind: 'good', tookMs: Math.round(tookMs) };
    if (refused) return { kind: 'unable', why: `not accepted: see the notice about ${identificativo}` };
    if (failed) return { kind: 'failed', points: ['DP'], why: `${identificativo} was not delivered, by a notice` };
    if (tookMs >= patienceMs) {
      const why = `${identificativo} was ${accepted ? 'accepted, not delivered' : 'taken, without its receipt'} within ${patienceMs} ms`;
      return { kind: 'failed', points: accepted ? ['InP', 'DP'] : ['AP'], why };
    }
    await pause(LOOK_MS);
  }
}

function messageOf({ from, to }: ProbeRoundSettings, at: Instant, random: Random): Uint8Array {
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const lines = [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${PROBE_SUBJECT}`,
    `Date: ${rfc5322Date(at)}`,
    `Message-ID: <sonda.${hex(random.bytes(12))}@${domain}>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    "Il gestore prova se' stesso: un messaggio certificato tra due caselle di prova.",
    '',
  ];
  return new TextEncoder().encode(lines.join('\r\n'));
}
