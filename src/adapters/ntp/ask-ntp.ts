import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { LegalTime, Monotonic, Random } from '#ports';
import { ntpQuestion, readNtpAnswer } from './ntp-packet.ts';

/** How far this machine's clock is from a server's. */
export interface NtpMeasure {
  readonly server: string;
  /** Milliseconds to add to this machine's clock to have the server's time. */
  readonly offsetMs: number;
  /** The offset may be wrong by half of this. */
  readonly roundTripMs: number;
  readonly stratum: number;
}

export interface NtpFailure {
  readonly server: string;
  readonly why: string;
}

export interface NtpPorts {
  /** The machine's clock that is compared. */
  readonly clock: LegalTime;
  readonly monotonic: Monotonic;
  readonly random: Random;
}

const NTP_PORT = 123;

/**
 * Asks one server once (RFC 5905 8). Never throws: a server that is silent or talks nonsense is told as such. `server` is `host`,
 * `host:port` or `[v6]:port`. The time between question and answer is measured by the monotonic clock, so that a step of the
 * system's clock just then changes nothing.
 */
export async function askNtp(
  server: string,
  timeoutMs: number,
  { clock, monotonic, random }: NtpPorts,
): Promise<NtpMeasure | NtpFailure> {
  const { host, port } = hostAndPort(server);
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  const time = new AbortController();
  const timer = setTimeout(() => time.abort(), timeoutMs);
  try {
    // A connected socket hears this server alone.
    socket.connect(port, host);
    await once(socket, 'connect', { signal: time.signal });
    const cookie = random.bytes(8);
    const answers = once(socket, 'message', { signal: time.signal });
    const [askedAt, began] = [clock.now(), monotonic.now()];
    socket.send(ntpQuestion(cookie));
    const [packet] = (await answers) as [Uint8Array];
    const roundTrip = monotonic.now() - began;
    const answer = readNtpAnswer(packet, cookie, askedAt);
    if (typeof answer === 'string') return { server, why: answer };
    const heldMs = answer.sentAt - answer.receivedAt;
    if (heldMs < 0 || heldMs > roundTrip + 1) return { server, why: 'an answer that took longer than it was away' };
    const offsetMs = (answer.receivedAt + answer.sentAt) / 2 - (askedAt + roundTrip / 2);
    return { server, offsetMs, roundTripMs: roundTrip - heldMs, stratum: answer.stratum };
  } catch (fault) {
    return { server, why: time.signal.aborted ? `silent for ${timeoutMs} ms` : (fault as Error).message };
  } finally {
    clearTimeout(timer);
    socket.close();
  }
}

function hostAndPort(server: string): { host: string; port: number } {
  const found = /^(?:\[(?<v6>[^\]]+)\]|(?<name>[^:]+))(?::(?<port>\d+))?$/.exec(server)?.groups;
  // What has colons and no brackets is an IPv6 address alone.
  if (found === undefined) return { host: server, port: NTP_PORT };
  return { host: (found.v6 ?? found.name)!, port: found.port === undefined ? NTP_PORT : Number(found.port) };
}
