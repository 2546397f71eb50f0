import {
  type AdministrationPorts,
  addDomain,
  addMailbox,
  addOffice,
  addOrganisation,
  bulkMailboxes,
  changeDomain,
  changeMailbox,
  changeOffice,
  changeOrganisation,
  changeState,
  endDelegation,
  exportMailboxes,
  findMailboxes,
  giveRole,
  letIntoServiceMailbox,
  listDomains,
  listMailboxDelegates,
  listOffices,
  listOrganisations,
  listPeople,
  type OverviewPorts,
  readMailbox,
  readOverview,
  reassign,
  removeOffice,
  removeOrganisation,
  renewFirstLogin,
  setFrozen,
  takeRole,
  writeHolder,
} from '#administration';
import type { administrationEndpoints } from '#contract';
import { actorOf } from './actor.ts';
import { byId, pageOf } from './page-of.ts';
import type { Routes } from './routes.ts';

export interface AdministrationRoutesPorts {
  readonly administration: AdministrationPorts;
  readonly overview: OverviewPorts;
}

export function administrationRoutes({
  administration: ports,
  overview,
}: AdministrationRoutesPorts): Routes<typeof administrationEndpoints> {
  return {
    'GET /admin/overview': (_, call) => readOverview(actorOf(call), overview),

    ...organisationRoutes(ports),
    'GET /admin/domains': (_, call) => listDomains(actorOf(call), ports),
    'POST /admin/domains': ({ body }, call) => addDomain(actorOf(call), body, ports),
    'PUT /admin/domains/{domain}': ({ params, body }, call) => changeDomain(actorOf(call), params.domain, body, ports),

    'GET /admin/mailboxes': ({ query }, call) => findMailboxes(actorOf(call), query, ports),
    'POST /admin/mailboxes': ({ body }, call) => addMailbox(actorOf(call), body, ports),
    'GET /admin/mailboxes/{mailbox}': ({ params }, call) => readMailbox(actorOf(call), params.mailbox, ports),
    'PATCH /admin/mailboxes/{mailbox}': ({ params, body }, call) =>
      changeMailbox(actorOf(call), params.mailbox, body, ports),
    'POST /admin/mailboxes/{mailbox}/state': ({ params, body }, call) =>
      changeState(actorOf(call), params.mailbox, body, ports),
    'POST /admin/mailboxes/{mailbox}/freeze': ({ params, body }, call) =>
      setFrozen(actorOf(call), params.mailbox, body, ports),
    'POST /admin/mailboxes/{mailbox}/first-login': ({ params, body }, call) =>
      renewFirstLogin(actorOf(call), params.mailbox, body, ports),
    'POST /admin/mailboxes/{mailbox}/holder': ({ params, body }, call) =>
      writeHolder(actorOf(call), params.mailbox, body, ports),
    'GET /admin/mailboxes/{mailbox}/delegates': ({ params }, call) =>
      listMailboxDelegates(actorOf(call), params.mailbox, ports),
    'POST /admin/mailboxes/{mailbox}/delegates': ({ params, body }, call) =>
      letIntoServiceMailbox(actorOf(call), params.mailbox, body, ports),
    'POST /admin/mailboxes/{mailbox}/delegates/end': ({ params, body }, call) =>
      endDelegation(actorOf(call), params.mailbox, body, ports),
    'POST /admin/mailboxes/{mailbox}/reassign': ({ params, body }, call) =>
      reassign(actorOf(call), params.mailbox, body, ports),

    async 'POST /admin/bulk/mailboxes'({ query, body }, call) {
      const { faults, ...count } = await bulkMailboxes(
        actorOf(call),
        body,
        { dryRun: query.dryRun, language: call.language },
        ports,
      );
      return { ...count, faults: [...faults] };
    },
    'GET /admin/export/mailboxes': async (_, call) => ({
      type: 'text/csv; charset=utf-8',
      name: 'caselle.csv',
      isDownload: true,
      body: exportMailboxes(actorOf(call), ports),
    }),

    'GET /admin/people': (_, call) => listPeople(actorOf(call), ports),
    'PUT /admin/people/{login}': ({ params, body }, call) => giveRole(actorOf(call), params.login, body, ports),
    'DELETE /admin/people/{login}': ({ params }, call) => takeRole(actorOf(call), params.login, ports),
  };
}

function organisationRoutes(ports: AdministrationPorts) {
  return {
    'GET /admin/organisations': async ({ query }, call) =>
      pageOf(await listOrganisations(actorOf(call), query.text, ports), query, byId),
    'POST /admin/organisations': ({ body }, call) => addOrganisation(actorOf(call), body, ports),
    'PUT /admin/organisations/{organisation}': ({ params, query, body }, call) =>
      changeOrganisation(actorOf(call), params.organisation, body, query.version, ports),
    'DELETE /admin/organisations/{organisation}': ({ params }, call) =>
      removeOrganisation(actorOf(call), params.organisation, ports),

    'GET /admin/organisations/{organisation}/offices': ({ params }, call) =>
      listOffices(actorOf(call), params.organisation, ports),
    'POST /admin/organisations/{organisation}/offices': ({ params, body }, call) =>
      addOffice(actorOf(call), params.organisation, body, ports),
    'PUT /admin/organisations/{organisation}/offices/{office}': ({ params, query, body }, call) =>
      changeOffice(actorOf(call), params.organisation, params.office, body, query.version, ports),
    'DELETE /admin/organisations/{organisation}/offices/{office}': ({ params }, call) =>
      removeOffice(actorOf(call), params.organisation, params.office, ports),
  } satisfies Partial<Routes<typeof administrationEndpoints>>;
}
