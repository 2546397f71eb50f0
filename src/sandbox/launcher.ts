import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type EmbeddedPostgres,
  removeEmbeddedPostgres,
  runningPostgres,
  startEmbeddedPostgres,
} from '#adapters/postgres';
import { fromPem, toPem } from '#cms';
import { type ProviderConfig, systemRandom } from '#config';
import { isActivation } from '#provider';
import { choosePorts } from './choose-ports.ts';
import { type Governed, openControlDoor } from './control-door.ts';
import type { Country, ProviderPlan } from './country.ts';
import { type DataFolder, emptyFolder, makeFolders } from './data-folder.ts';
import { describeNetwork } from './describe-network.ts';
import { HOST } from './free-ports.ts';
import { keepClock, keptOffset } from './kept-clock.ts';
import { lockFolder } from './lock-folder.ts';
import type { NetworkFile } from './network-file.ts';
import {
  adoptNext,
  certifyRequest,
  foundPki,
  type Pki,
  pkiFiles,
  renewSigning,
  replaceSigning,
  revokeSigning,
} from './pki.ts';
import type { PortsPlan } from './ports-plan.ts';
import { ProcessEnded } from './process-link.ts';
import { addressesOf } from './provider-config-of.ts';
import type { ProviderEvent } from './provider-process.ts';
import { type KeptResidents, keepResidents } from './residents.ts';
import { providerStart, worldStart } from './start-arguments.ts';
import { type SupervisedProcess, superviseProcess } from './supervise-process.ts';
import { createTimeMachine, type TimeMachine, type Traveller } from './time-machine.ts';
import type { WorldEvent } from './world-process.ts';

const WALK_CALL_MS = 600_000;
const WALK_ATTEMPTS = 5;
const YEAR_MS = 365 * 86_400_000;

export interface LauncherOptions {
  readonly country: Country;
  readonly folder: DataFolder;
  readonly basePort: number | undefined;
  readonly fresh: boolean;
  /** How long a provider that dies again and again is left dead at most; absent: as long as is good for a sandbox. */
  readonly longestPauseMs?: number;
  onRecord(provider: string, record: ProviderEvent['records'][number]): void;
  onWorld(event: WorldEvent): void;
  /** Changes what a provider is told, for tests of one setting. */
  configure?(config: ProviderConfig): ProviderConfig;
  /** Progress and mishaps, a sentence each. */
  say(text: string): void;
}

export interface RunningNetwork {
  readonly network: NetworkFile;
  stop(): Promise<void>;
}

/** All that is known before any process starts. */
export interface Ground {
  readonly country: Country;
  readonly folder: DataFolder;
  readonly ports: PortsPlan;
  readonly pki: Pki;
  readonly residents: KeptResidents;
  readonly postgres: EmbeddedPostgres;
  /** The test root ends here. */
  readonly rootEnds: number;
  offsetMs(): number;
}

/** Forgets everything; a PostgreSQL left over from a killed sandbox is ended first, its files are about to go. */
async function startAnew({ folder, say }: LauncherOptions): Promise<void> {
  if (runningPostgres(folder.postgres) !== undefined) {
    const orphan = await startEmbeddedPostgres({ dataDir: folder.postgres, log: say, random: systemRandom() });
    await orphan.stop();
  }
  removeEmbeddedPostgres(folder.postgres);
  emptyFolder(folder);
}

async function prepareGround(options: LauncherOptions, offsetMs: () => number): Promise<Ground> {
  const { country, folder } = options;
  if (options.fresh) await startAnew(options);
  makeFolders(folder);
  const pki = pkiFiles(folder.pki);
  const ports = await choosePorts(folder, country, options.basePort, options.say);
  const moment = { real: Date.now(), legal: Date.now() + offsetMs() };
  const crlUrl = addressesOf(ports).crlUrl;
  const founding = foundPki(
    pki,
    moment,
    { providers: country.providers, ordinaryDomain: country.ordinary.domain },
    crlUrl,
  );
  const [postgres, rootEnds, residents] = await Promise.all([
    startEmbeddedPostgres({ dataDir: folder.postgres, log: options.say, random: systemRandom() }),
    founding,
    keepResidents(folder, country),
  ]);
  return { country, folder, ports, pki, residents, postgres, rootEnds, offsetMs };
}

/** Every call may be repeated: a process killed meanwhile is asked again when it is back. */
async function callAgain(process: SupervisedProcess, name: string, argument?: unknown): Promise<unknown> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await process.call(name, argument, WALK_CALL_MS);
    } catch (fault) {
      if (attempt === WALK_ATTEMPTS || !(fault instanceof ProcessEnded)) throw fault;
    }
  }
}

function traveller(process: SupervisedProcess): Traveller {
  return {
    setOffset: async (offsetMs) => void (await callAgain(process, 'setOffset', offsetMs)),
    settle: async () => (await callAgain(process, 'settle')) as number,
    refresh: async () => void (await callAgain(process, 'refresh')),
    nextDue: async () => (await callAgain(process, 'nextDue')) as number | undefined,
  };
}

interface Processes {
  readonly world: SupervisedProcess;
  readonly providers: ReadonlyMap<ProviderPlan, SupervisedProcess>;
}

const momentOf = (ground: Ground) => ({ real: Date.now(), legal: Date.now() + ground.offsetMs() });

function governed(plan: ProviderPlan, process: SupervisedProcess, processes: Processes, ground: Ground): Governed {
  const publish = async () => void (await callAgain(processes.world, 'publish', momentOf(ground).legal));
  return {
    name: plan.name,
    get held() {
      return process.held;
    },
    hold: () => process.hold(),
    async release() {
      await process.release();
      await process.call('refresh');
    },
    async treatRecord(treatment) {
      await callAgain(processes.world, 'treatRecord', { key: plan.key, treatment });
      await publish();
    },
    async revoke() {
      await revokeSigning(ground.pki, plan, momentOf(ground).legal);
      await publish();
    },
    async certify(request) {
      const { crlUrl } = addressesOf(ground.ports);
      if (request !== undefined) {
        const [block] = fromPem(request);
        if (block === undefined) throw new Error('the request is not PEM');
        return toPem('CERTIFICATE', await certifyRequest(ground.pki, plan, block.der, momentOf(ground), crlUrl));
      }
      await replaceSigning(ground.pki, plan, momentOf(ground), crlUrl);
      if (!process.held) await process.restart();
      await publish();
      const open = [...processes.providers.values()].filter((one) => !one.held);
      await Promise.all(open.map((one) => callAgain(one, 'refresh')));
      return undefined;
    },
  };
}

/** `begun` is told of each process as soon as it lives: when a later one fails, it still must be stopped. */
async function startProcesses(
  ground: Ground,
  options: LauncherOptions,
  begun: (process: SupervisedProcess) => void,
): Promise<Processes> {
  const { folder, country } = ground;
  const common = (name: string, file: string) => ({
    name,
    logFile: join(folder.logs, `${file}.log`),
    ...(options.longestPauseMs !== undefined && { longestPauseMs: options.longestPauseMs }),
    onDeath: (how: string) =>
      options.say(`${name} ended (${how}) and is started again; see ${join(folder.logs, `${file}.log`)}`),
    onReturn: () => options.say(`${name} is back`),
  });
  const world = await superviseProcess({
    ...common('The world around the providers', 'world'),
    entry: new URL('./world-process.ts', import.meta.url),
    startArgument: () => worldStart(ground),
    onEvent: (event) => options.onWorld(event as WorldEvent),
  });
  begun(world);
  const started = await allOrFault(
    country.providers.map(async (plan) => {
      mkdirSync(folder.provider(plan.key).blobs, { recursive: true, mode: 0o700 });
      const connections = await ground.postgres.database(plan.key);
      const process = await superviseProcess({
        ...common(plan.name, plan.key),
        entry: new URL('./provider-process.ts', import.meta.url),
        startArgument() {
          const start = providerStart(ground, plan, connections);
          return options.configure === undefined ? start : { ...start, config: options.configure(start.config) };
        },
        onEvent: (event) => {
          for (const record of (event as ProviderEvent).records) {
            if (isActivation(record)) adoptNext(ground.pki, plan);
            options.onRecord(plan.name, record);
          }
        },
      });
      begun(process);
      return [plan, process] as const;
    }),
  );
  return { world, providers: new Map(started) };
}

/** Like Promise.all, but answers only when all have ended: none is left half started. */
async function allOrFault<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

/** Renews what would end on the way, publishes index and CRLs for the horizon. */
async function prepareJump(ground: Ground, processes: Processes, horizon: number): Promise<void> {
  const moment = momentOf(ground);
  const { crlUrl } = addressesOf(ground.ports);
  for (const [plan, process] of processes.providers) {
    const renewed = await renewSigning(ground.pki, plan, moment, crlUrl);
    if (process.held) continue;
    if (renewed === 'replaced') await process.restart();
    // It sees the new certificate and publishes it before the index is made.
    if (renewed === 'prepared') await callAgain(process, 'refresh');
  }
  await callAgain(processes.world, 'publish', horizon);
}

function openClock(ground: Ground, processes: Processes, setOffset: (offsetMs: number) => void): TimeMachine {
  const all = [processes.world, ...processes.providers.values()];
  return createTimeMachine({
    travellers: () => all.filter((process) => !process.held).map(traveller),
    prepare: (horizon) => prepareJump(ground, processes, horizon),
    keep: async (offsetMs) => {
      keepClock(ground.folder, offsetMs);
      setOffset(offsetMs);
    },
    realNow: Date.now,
    offsetMs: ground.offsetMs(),
  });
}

/** Brings the whole country up and answers when every door does. Stopping it leaves nothing running. */
export async function launchNetwork(options: LauncherOptions): Promise<RunningNetwork> {
  const { folder } = options;
  mkdirSync(folder.path, { recursive: true, mode: 0o711 });
  const closing: (() => unknown)[] = [];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    const lock = lockFolder(folder.path);
    closing.push(() => lock.release());
    let offsetMs = options.fresh ? 0 : keptOffset(folder);
    const ground = await prepareGround(options, () => offsetMs);
    closing.push(() => ground.postgres.stop());
    const begun: SupervisedProcess[] = [];
    closing.push(() => Promise.all(begun.map((process) => process.stop())));
    const processes = await startProcesses(ground, options, (process) => begun.push(process));
    keepClock(folder, offsetMs);
    closing.push(() => keepClock(folder, offsetMs));

    await processes.world.call('publish', Date.now() + offsetMs);
    await Promise.all([...processes.providers.values()].map((process) => process.call('refresh')));
    const clock = openClock(ground, processes, (moved) => {
      offsetMs = moved;
    });
    const control = await openControlDoor(
      { host: HOST, port: ground.ports.control },
      {
        clock,
        lastInstant: ground.rootEnds - YEAR_MS,
        providers: [...processes.providers].map(([plan, process]) => governed(plan, process, processes, ground)),
      },
    );
    closing.push(() => control.close());
    return { network: describeNetwork(ground), stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}
