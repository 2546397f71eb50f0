import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';

export const HOST = '127.0.0.1';

/** Blocks begin behind the usual ports of a network, each a multiple of this. */
const BLOCK = 64;
const FIRST_BLOCK = 20_736;
/** Where Linux begins to give ports to whoever asks for any; other systems begin later. */
const USUAL_FIRST_EPHEMERAL = 32_768;
const TRIES = 200;

/** Takes `port` on loopback, or is undefined when somebody else has it. */
async function listenOn(port: number): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  const listening = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ port, host: HOST, exclusive: true }, () => resolve(true));
  });
  return listening ? server : undefined;
}

/** The first of these ports that is taken on loopback. */
export async function takenPort(ports: readonly number[]): Promise<number | undefined> {
  for (const port of ports) {
    const server = await listenOn(port);
    if (server === undefined) return port;
    await new Promise((resolve) => server.close(resolve));
  }
  return undefined;
}

/**
 * `count` free consecutive ports. They lie below those that the system hands out by itself: a connection of anybody could get one of
 * those between this choice and the moment a provider listens, or while it is being restarted. The port behind them is held until
 * this process ends, as the mark of its block: two networks that start at the same time never choose the same. Throws when none is free.
 */
export async function freePorts(count: number): Promise<readonly number[]> {
  if (count >= BLOCK) throw new RangeError(`${count} ports do not fit a block of ${BLOCK}`);
  const blocks = Math.floor((firstEphemeral() - FIRST_BLOCK) / BLOCK);
  for (let tried = 0; blocks > 0 && tried < TRIES; tried++) {
    const base = FIRST_BLOCK + BLOCK * randomInt(blocks);
    const mark = await listenOn(base + count);
    if (mark === undefined) continue;
    mark.unref();
    const ports = Array.from({ length: count }, (_, at) => base + at);
    if ((await takenPort(ports)) === undefined) return ports;
    mark.close();
  }
  throw new Error(`no ${count} consecutive ports are free on ${HOST}: choose them with --base-port`);
}

function firstEphemeral(): number {
  try {
    const [first] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s+/);
    return Math.min(Number(first), USUAL_FIRST_EPHEMERAL);
  } catch {
    return USUAL_FIRST_EPHEMERAL;
  }
}
