/** A packet of NTP version 4 as a client needs it (RFC 5905 7.3); 48 octets, no extensions. */
export const PACKET_OCTETS = 48;

/** Seconds from 1900, where NTP counts from, to 1970. */
const NTP_EPOCH_S = 2_208_988_800;
/** NTP counts seconds in 32 bits; the era that began in 2036 is told by what is nearer. */
const ERA_S = 2 ** 32;
const FRACTION = 2 ** 32;
const CLIENT_V4 = 0b00_100_011;
const SERVER_MODE = 4;
const NOT_SYNCHRONISED = 3;
const LAST_STRATUM = 15;

/** What a server said. Instants are milliseconds, with fractions. */
export interface NtpAnswer {
  readonly stratum: number;
  readonly receivedAt: number;
  readonly sentAt: number;
}

/** A question. The transmit time is 8 octets of chance: only who has seen the question can answer it (RFC 8633 5.2). */
export function ntpQuestion(cookie: Uint8Array): Uint8Array {
  const packet = new Uint8Array(PACKET_OCTETS);
  packet[0] = CLIENT_V4;
  packet.set(cookie, 40);
  return packet;
}

/** The answer to the question with that cookie, or in words why it is none. `near`: what instants are read by, milliseconds. */
export function readNtpAnswer(packet: Uint8Array, cookie: Uint8Array, near: number): NtpAnswer | string {
  if (packet.length < PACKET_OCTETS) return 'a packet too short for NTP';
  const [first, stratum] = [packet[0]!, packet[1]!];
  if ((first & 0b111) !== SERVER_MODE) return 'no answer of a server';
  if (!packet.subarray(24, 32).every((octet, at) => octet === cookie[at])) return 'an answer to another question';
  if (stratum === 0) return `refused with the code ${kissCode(packet)}`;
  if (first >> 6 === NOT_SYNCHRONISED || stratum > LAST_STRATUM) return 'the server is not synchronised itself';
  return { stratum, receivedAt: instantAt(packet, 32, near), sentAt: instantAt(packet, 40, near) };
}

/** RFC 5905 7.4: four letters, such as RATE or DENY. */
function kissCode(packet: Uint8Array): string {
  return [...packet.subarray(12, 16)]
    .map((octet) => (octet >= 0x41 && octet <= 0x5a ? String.fromCharCode(octet) : ''))
    .join('');
}

function instantAt(packet: Uint8Array, at: number, near: number): number {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.length);
  const seconds = view.getUint32(at) - NTP_EPOCH_S + view.getUint32(at + 4) / FRACTION;
  const eras = Math.round((near / 1_000 - seconds) / ERA_S);
  return (seconds + eras * ERA_S) * 1_000;
}
