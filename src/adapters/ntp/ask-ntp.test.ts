import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { systemLegalTime, systemMonotonic, systemRandom } from '#config';
import { askNtp as ask } from './ask-ntp.ts';
import { PACKET_OCTETS, readNtpAnswer } from './ntp-packet.ts';

const ports = { clock: systemLegalTime(), monotonic: systemMonotonic(), random: systemRandom() };
const askNtp = (server: string, timeoutMs: number) => ask(server, timeoutMs, ports);

type Answer = (question: Buffer) => Buffer | undefined;

const NTP_EPOCH_S = 2_208_988_800;

function stamp(packet: Buffer, at: number, ms: number): void {
  const seconds = Math.floor(ms / 1_000);
  packet.writeUInt32BE((seconds + NTP_EPOCH_S) % 2 ** 32, at);
  packet.writeUInt32BE(Math.floor(((ms % 1_000) / 1_000) * 2 ** 32), at + 4);
}

/** What a good server answers whose clock is ahead by so much. */
function good(aheadMs: number, change: (packet: Buffer) => void = () => {}): Answer {
  return (question) => {
    const packet = Buffer.alloc(PACKET_OCTETS);
    packet[0] = 0b00_100_100;
    packet[1] = 2;
    question.copy(packet, 24, 40, 48);
    const now = Date.now() + aheadMs;
    stamp(packet, 32, now);
    stamp(packet, 40, now);
    change(packet);
    return packet;
  };
}

async function serve(t: TestContext, answer: Answer): Promise<string> {
  const socket = createSocket('udp4');
  socket.on('message', (question, from) => {
    const packet = answer(question);
    if (packet) socket.send(packet, from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  t.after(() => socket.close());
  return `127.0.0.1:${socket.address().port}`;
}

test('the offset is told in milliseconds, ahead and behind, within half of the round trip', async (t) => {
  for (const ahead of [0, 750, -1_500, 86_400_000]) {
    const server = await serve(t, good(ahead));
    // Of several the quickest, as whoever sets a clock does: this process may be interrupted between two readings of its own clocks.
    const measures = [];
    for (let asked = 0; asked < 8; asked++) {
      const measure = await askNtp(server, 2_000);
      assert.ok('offsetMs' in measure, JSON.stringify(measure));
      measures.push(measure);
    }
    const [measure] = measures.sort((one, other) => one.roundTripMs - other.roundTripMs) as [(typeof measures)[number]];
    // The scripted server's clock shows whole milliseconds.
    assert.ok(Math.abs(measure.offsetMs - ahead) <= measure.roundTripMs / 2 + 2, JSON.stringify(measure));
    assert.equal(measure.stratum, 2);
  }
});

test('a server that is silent, not synchronised, refuses, or answers another question is told as such', async (t) => {
  const cases: readonly [Answer, RegExp][] = [
    [() => undefined, /^silent for 100 ms$/],
    [good(0, (packet) => packet.writeUInt8(0b11_100_100, 0)), /not synchronised/],
    [good(0, (packet) => packet.writeUInt8(16, 1)), /not synchronised/],
    [good(0, (packet) => packet.writeUInt8(0, 1) && packet.write('RATE', 12, 'latin1')), /refused with the code RATE/],
    [good(0, (packet) => packet.fill(7, 24, 32)), /another question/],
    [good(0, (packet) => packet.writeUInt8(0b00_100_011, 0)), /no answer of a server/],
    [() => Buffer.alloc(10), /too short/],
    [good(0, (packet) => stamp(packet, 40, Date.now() + 60_000)), /took longer/],
  ];
  for (const [answer, why] of cases) {
    const failure = await askNtp(await serve(t, answer), 100);
    assert.ok('why' in failure, JSON.stringify(failure));
    assert.match(failure.why, why);
  }
});

test('nobody there is a failure, not a fault', async () => {
  const closed = createSocket('udp4');
  closed.bind(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address();
  closed.close();
  const failure = await askNtp(`127.0.0.1:${port}`, 300);
  assert.ok('why' in failure);
});

test('after the era of 2036 the instant is still the near one', () => {
  const cookie = new Uint8Array(8).fill(5);
  const near = Date.UTC(2040, 0, 1);
  const packet = Buffer.alloc(PACKET_OCTETS);
  packet[0] = 0b00_100_100;
  packet[1] = 1;
  packet.set(cookie, 24);
  stamp(packet, 32, near + 5);
  stamp(packet, 40, near + 5);
  const answer = readNtpAnswer(packet, cookie, near);
  assert.ok(typeof answer !== 'string' && Math.abs(answer.sentAt - near - 5) < 1);
});
