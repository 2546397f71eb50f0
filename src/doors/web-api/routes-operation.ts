import {
  type AdministrationPorts,
  acceptIndexLoss,
  acknowledgeWitnessAlarm,
  actOnJob,
  addMalfunction,
  addOutage,
  changePublicAddresses,
  type DutyDeskPorts,
  endOutage,
  followFlow,
  type IndexDeskPorts,
  type IpaDirectory,
  importIpa,
  type LogDeskPorts,
  type LogFollower,
  listActs,
  listWitnessAlarms,
  noteMalfunction,
  orderExtract,
  readFindings,
  readIndex,
  readPublicAddresses,
  readQuarantine,
  readQueue,
  readServiceLevels,
  readStatistics,
  type ServiceDeskPorts,
  searchLog,
  type WitnessDeskPorts,
  withdrawOutage,
} from '#administration';
import type { operationEndpoints } from '#contract';
import { isoLegalTime } from '#pec';
import { actorOf } from './actor.ts';
import type { Routes } from './routes.ts';

/** A key or certificate of ours, where it stands in its life. */
export interface ToldCertificate {
  readonly role: 'in-force' | 'next' | 'before' | 'tls';
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  readonly from: number;
  readonly to: number;
  readonly place: string;
  readonly usesToday?: number;
}

export interface OperationRoutesPorts {
  readonly administration: AdministrationPorts;
  readonly logDesk: LogDeskPorts;
  readonly serviceDesk: ServiceDeskPorts & DutyDeskPorts;
  readonly indexDesk: IndexDeskPorts;
  readonly witnessDesk: WitnessDeskPorts;
  readonly ipa: IpaDirectory;
  readonly followLog: LogFollower;
  certificates(): Promise<readonly ToldCertificate[]>;
}

export function operationRoutes(ports: OperationRoutesPorts): Routes<typeof operationEndpoints> {
  const { administration, logDesk, serviceDesk, indexDesk, ipa } = ports;
  const { store } = administration;
  const withIpa = { ...administration, ipa };
  return {
    'GET /admin/queue': ({ query }) => readQueue(query, administration),
    'POST /admin/queue/{job}/{act}': ({ params, body }, call) =>
      actOnJob(actorOf(call), params.job, { act: params.act, reason: body.reason }, administration),
    'GET /admin/flow': async (_, call) => ({ events: flowEvents(ports.followLog, call.signal) }),

    'GET /admin/log': ({ query }, call) => searchLog(actorOf(call), query, logDesk),
    async 'POST /admin/log/extract'({ body }, call) {
      const { name, bytes } = await orderExtract(actorOf(call), body, logDesk);
      return { type: 'application/zip', name, isDownload: true, body: bytes };
    },

    'GET /admin/findings': () => readFindings(store),
    'GET /admin/witness-alarms': () => listWitnessAlarms(ports.witnessDesk),
    'POST /admin/witness-alarms/{alarm}/acknowledge': ({ params, body }, call) =>
      acknowledgeWitnessAlarm(actorOf(call), params.alarm, body.reason, ports.witnessDesk),
    'GET /admin/quarantine': ({ query }) => readQuarantine(query, store),
    'GET /admin/index': () => readIndex(indexDesk),
    'POST /admin/index/refresh': () => indexDesk.askForIndex(),
    'POST /admin/index/accept': ({ body }, call) => acceptIndexLoss(actorOf(call), body, indexDesk),
    'GET /admin/certificates': async () =>
      (await ports.certificates()).map(({ from, to, ...rest }) => {
        return { ...rest, from: isoLegalTime(from), to: isoLegalTime(to) };
      }),

    'GET /admin/service-levels': ({ query }) => readServiceLevels(query.period, serviceDesk),
    'GET /admin/statistics': ({ query }) => readStatistics(query, serviceDesk),
    'POST /admin/malfunctions': ({ body }, call) => addMalfunction(actorOf(call), body, serviceDesk),
    'POST /admin/malfunctions/{malfunction}/notes': ({ params, body }, call) =>
      noteMalfunction(actorOf(call), params.malfunction, body, serviceDesk),
    'POST /admin/outages': ({ body }, call) => addOutage(actorOf(call), body, serviceDesk),
    'POST /admin/outages/{outage}/end': ({ params, body }, call) =>
      endOutage(actorOf(call), params.outage, body, serviceDesk),
    'POST /admin/outages/{outage}/withdraw': ({ params, body }, call) =>
      withdrawOutage(actorOf(call), params.outage, body.reason, serviceDesk),
    'GET /admin/audit': ({ query }, call) => listActs(actorOf(call), query, store),

    async 'POST /admin/directory/ipa'({ query, body }, call) {
      const { faults, ...count } = await importIpa(
        actorOf(call),
        { ...query, language: call.language },
        body,
        administration,
      );
      return { ...count, faults: [...faults] };
    },
    'GET /admin/public-addresses/{organisation}': ({ params }, call) =>
      readPublicAddresses(actorOf(call), params.organisation, withIpa),
    'PUT /admin/public-addresses/{organisation}': ({ params, query, body }, call) =>
      changePublicAddresses(actorOf(call), params.organisation, body, query.version, withIpa),
  };
}

async function* flowEvents(follow: LogFollower, signal: AbortSignal) {
  for await (const data of followFlow(follow, signal)) yield { id: String(data.seq), event: 'flow', data };
}
