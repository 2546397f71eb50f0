import type { ProviderConfig } from '#config';
import {
  type AreaRoutes,
  developerRoutes,
  type KeepingPorts,
  keepingRoutes,
  leaveTraces,
  mailRoutes,
  mergingRoutes,
  type SessionPorts,
  securityRoutes,
  sessionRoutes,
  type TracePorts,
  teamworkRoutes,
  type Visitors,
  writingRoutes,
} from '#doors/web-api';
import { openVisitors } from '#sign-in';
import { organisationName } from './open-administration.ts';
import { openAdministrationAreas } from './open-administration-areas.ts';
import { openDisclosure } from './open-disclosure.ts';
import { openEnrolment } from './open-enrolment.ts';
import { openDigitalIdentities } from './open-identities.ts';
import { openReadingArea } from './open-reading-area.ts';
import type { WritingArea } from './open-writing-area.ts';
import type { WebGround } from './web-ports.ts';

/** What stands behind the API: who somebody is, and the handlers of each area. */
export interface WebAreas {
  readonly visitors: Visitors;
  readonly routes: AreaRoutes;
}

/** Every area of the contract with its office: each line gives an office its ports and nothing else. */
export async function openWebAreas(
  config: ProviderConfig,
  ground: WebGround,
  { writing, book }: Pick<WritingArea, 'writing' | 'book'>,
): Promise<WebAreas> {
  const { store, blobs, signIn, notifying, teamwork, legalTime, log } = ground;
  const visitors = openVisitors(signIn, async (token) => {
    const found = await notifying.bearers.bearer(token);
    return found && { ...found, id: found.credential, language: 'it' };
  });
  const enrolment = await openEnrolment(config, { ...ground, ipa: ground.directory });
  const disclosure = await openDisclosure({ ...config, logDir: config.sealedLog.dir }, ground);
  const reading = await openReadingArea(config, ground, disclosure);
  const session: SessionPorts = {
    ground: signIn,
    visitors,
    unread: reading.unread,
    organisationName: (id) => organisationName(id, ground),
    isSandbox: config.sandbox,
    origins: config.web.origins,
    identities: await openDigitalIdentities(config, signIn, enrolment, ground),
  };
  const traces: TracePorts = {
    tellAccess: teamwork.accesses.tellAccess,
    onUntold: (err, trace) => log.error({ err, trace }, 'what a delegate did could not be told to the holder'),
  };
  const routes: AreaRoutes = {
    session: sessionRoutes(session),
    security: securityRoutes(session),
    developers: leaveTraces(developerRoutes({ ...notifying, store, blobs, ground: signIn }), traces),
    mail: mailRoutes({ reading }),
    writing: leaveTraces(writingRoutes(writing), traces),
    merging: leaveTraces(mergingRoutes(writing), traces),
    keeping: leaveTraces(keepingRoutes({ book, writing, notices: noticesOf(notifying), store, legalTime }), traces),
    teamwork: leaveTraces(teamworkRoutes({ ...teamwork, store, reading, outbox: writing.outbox }), traces),
    ...openAdministrationAreas(config, ground, { disclosure, enrolment, ipa: ground.directory }),
  };
  return { visitors, routes };
}

/** Who is told of new mail by ordinary e-mail. */
function noticesOf({ noticeSettings }: WebGround['notifying']) {
  return {
    'GET /mailboxes/{mailbox}/notices': (_, { box }) => noticeSettings.read(box.mailbox),
    'PUT /mailboxes/{mailbox}/notices': ({ body }, { box }) => noticeSettings.write(box.mailbox, body),
  } satisfies KeepingPorts['notices'];
}
