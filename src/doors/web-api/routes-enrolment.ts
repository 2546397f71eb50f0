import type { enrolmentEndpoints } from '#contract';
import {
  acceptTerms,
  beginActivation,
  chooseAddress,
  type EnrolmentPorts,
  finishActivation,
  listActivations,
  lookUpHoldings,
  proposeAddresses,
  readActivation,
  readOffer,
  recordInPerson,
  refuseActivation,
  withdrawActivation,
} from '#enrolment';
import { keepApplicant } from './activation-cookie.ts';
import { actorOf } from './actor.ts';
import type { Call } from './call.ts';
import type { Routes } from './routes.ts';

/** The applicant's key stands in a header: never in an address that a server logs. */
const KEY_HEADER = 'x-ceralacca-activation';

const going = (id: string, call: Call) => ({ id, key: call.header(KEY_HEADER) });

export function enrolmentRoutes(ports: EnrolmentPorts): Routes<typeof enrolmentEndpoints> {
  return {
    'GET /activation/offer': () => readOffer(ports),
    async 'POST /activation'({ body }, call) {
      const begun = await beginActivation(body, ports);
      keepApplicant(call, begun.id);
      return begun;
    },
    async 'GET /activation/{activation}'({ params }, call) {
      const read = await readActivation(going(params.activation, call), ports);
      keepApplicant(call, params.activation);
      return read;
    },
    'POST /activation/{activation}/terms': ({ params, body }, call) =>
      acceptTerms(going(params.activation, call), body.version, ports),
    'GET /activation/{activation}/addresses': ({ params, query }, call) =>
      proposeAddresses(going(params.activation, call), query, ports),
    'POST /activation/{activation}/address': ({ params, body }, call) =>
      chooseAddress(going(params.activation, call), body.address, ports),
    'POST /activation/{activation}/finish': ({ params, body }, call) =>
      finishActivation(going(params.activation, call), body.password, ports),
    'DELETE /activation/{activation}': ({ params }, call) => withdrawActivation(going(params.activation, call), ports),

    async 'GET /admin/activations'({ query }, call) {
      // Requests are of nobody's organisation before they have become mailboxes.
      if (call.organisation !== undefined) return { items: [] };
      return await listActivations({ ...query, isMasked: !call.roles.includes('operator') }, ports);
    },
    'POST /admin/activations/{activation}/evidence': ({ params, body }, call) =>
      recordInPerson(params.activation, actorOf(call).login, body.document, ports),
    'POST /admin/activations/{activation}/refuse': ({ params, body }, call) =>
      refuseActivation(params.activation, actorOf(call).login, body.reason, ports),
    'GET /admin/holdings': ({ query }, call) => lookUpHoldings(actorOf(call).login, query, ports),
  };
}
