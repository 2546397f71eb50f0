import type { SeededRandom } from '#adapters/memory';
import { auditWorld } from './auditor.ts';
import { HOUR, MINUTE, openWorld, type SubmissionAnswer, type World, type WorldOptions } from './world.ts';
import type { Letter } from './world-mail.ts';

export interface SimulationOptions {
  readonly letters?: number;
  readonly world?: Omit<WorldOptions, 'seed'>;
  /** Fault the wire and cut the power; default true. */
  readonly rough?: boolean;
  /** Half a day at a time the clock jumps, without stopping at what is due between. */
  readonly jumps?: boolean;
  /** Does something to the world before each letter. */
  trouble?(world: World, letter: number): Promise<void> | void;
  /** Is shown the world after the audit. */
  inspect?(world: World): Promise<void> | void;
}

const ROUGH: Omit<WorldOptions, 'seed'> = {
  powerCut: 0.004,
  tolerant: true,
  wire: { refused: 0.1, replyLost: 0.1, doubled: 0.1 },
};

/**
 * Some days of a PEC country that one seed decides: letters of all kinds between all providers, while the wire loses, doubles and
 * reorders, the power fails at any step, and the clock jumps. Then quiet, and the audit. Returns what is wrong, with the seed.
 */
export async function simulate(seed: number, options: SimulationOptions = {}): Promise<readonly string[]> {
  try {
    return (await live(seed, options)).map((line) => `seed ${seed}: ${line}`);
  } catch (fault) {
    throw new Error(`seed ${seed}: the world broke off`, { cause: fault });
  }
}

async function live(seed: number, options: SimulationOptions): Promise<readonly string[]> {
  const { letters = 8, rough = true, jumps = true } = options;
  const world = await openWorld({ ...(rough ? ROUGH : {}), ...options.world, seed });
  const answered: SubmissionAnswer[] = [];
  for (let n = 0; n < letters; n++) {
    await options.trouble?.(world, n);
    answered.push(await world.submit(randomLetter(world)));
    await passTime(world, jumps);
  }
  reachEverybody(world);
  await world.calmly(() => world.advance('PT60H'));
  const lost = await neverAccepted(world, answered);
  const found = [...lost, ...(await auditWorld(world, { wasDown: jumps }))];
  await options.inspect?.(world);
  return found;
}

async function passTime(world: World, jumps: boolean): Promise<void> {
  const { random } = world;
  if (random.happens(0.4)) await world.settle();
  if (random.happens(0.4)) await world.advance(random.below(45) * MINUTE);
  if (random.happens(0.1)) world.member(random.pick(world.members()).spec.key).isUnreachable = true;
  if (random.happens(0.3)) reachEverybody(world);
  if (random.happens(0.05)) await world.advance(random.below(14) * HOUR);
  if (jumps && random.happens(0.05)) world.clock.advance(random.below(12 * HOUR));
}

function reachEverybody(world: World): void {
  for (const member of world.members()) member.isUnreachable = false;
}

const SUBJECTS = ['Prova', 'Delibera n. 12 – città & <periferia>', ''];

/** From anybody to anybody: known and unknown boxes, ordinary ones, the whole provider's own. */
function randomLetter(world: World): Letter {
  const { random, clock } = world;
  const everybody = world.members().flatMap(({ spec }) => spec.mailboxes);
  const ghosts = world.members().map(({ spec }) => `nessuno@${spec.pecDomains[0]!.name}`);
  const from = random.pick(everybody);
  const to = new Set([random.pick(everybody)]);
  while (random.happens(0.4)) to.add(random.pick([...everybody, ...ghosts, 'pippo@posta.example']));
  const cc = new Set<string>();
  if (random.happens(0.3)) cc.add(random.pick(everybody.filter((address) => !to.has(address))));
  const receipt = random.pick(['', '', 'breve', 'sintetica']);
  return {
    from,
    to: [...to],
    cc: [...cc],
    subject: random.pick(SUBJECTS),
    body: `${clock.now()} ${text(random)}`,
    headers: { 'X-TipoRicevuta': receipt },
  };
}

function text(random: SeededRandom): string {
  const size = random.happens(0.2) ? 9_000 : 40;
  return 'Egregi signori. '.repeat(Math.ceil(size / 16)).replace(/(.{70,80} )/g, '$1\r\n');
}

/** A client that was answered 250 has a message that the log knows, accepted or refused by a notice (T21). */
async function neverAccepted(world: World, answers: readonly SubmissionAnswer[]): Promise<readonly string[]> {
  const known = new Set<string | undefined>();
  for (const { spec } of world.members()) {
    for (const { event, identificativo } of await world.log(spec.key))
      if (['Accettazione', 'NonAccettazione', 'NonAccettazioneVirus'].includes(event)) known.add(identificativo);
  }
  const lost = answers.filter(({ code, identificativo }) => code === 250 && !known.has(identificativo));
  return lost.map(({ identificativo }) => `${identificativo} was answered 250 and is lost`);
}
