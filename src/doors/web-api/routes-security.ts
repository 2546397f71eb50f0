import type { Language, securityEndpoints } from '#contract';
import { isoLegalTime } from '#pec';
import type { AppPassword } from '#ports';
import {
  beginPasskeyEnrolment,
  beginTotp,
  changeNoticeAddresses,
  changePassword,
  describeDevice,
  describeHappening,
  type Enrolled,
  endSessions,
  enrolPasskey,
  enrolTotp,
  freezeOwn,
  makeAppPassword,
  readFactors,
  removePasskey,
  removeTotp,
  renewRecoveryCodes,
  revokeAppPassword,
  type Session,
  type SignInRecord,
  unfreezeOwn,
} from '#sign-in';
import type { Call } from './call.ts';
import { callerOf, keepSession, signedIn } from './let-in.ts';
import type { Routes } from './routes.ts';
import type { SessionPorts } from './session-ports.ts';

/** What somebody does about his own access. */
export function securityRoutes(ports: SessionPorts): Routes<typeof securityEndpoints> {
  const { ground } = ports;
  const ownerOf = (call: Call) => ({ ...callerOf(call), standing: signedIn(call).standing });
  return {
    ...factorRoutes(ports, ownerOf),
    'GET /security': async (_, call) => await describeSecurity(ports, call),
    'PUT /security/password': async ({ body }, call) =>
      keepSession(call, await changePassword(ground, ownerOf(call), body)),
    'DELETE /security/sessions/{session}': async ({ params: { session } }, call) => {
      const owner = ownerOf(call);
      await endSessions(ground, owner, session);
      if (session === owner.id) call.cookies.signOut();
    },
    'POST /security/app-passwords': async ({ body }, call) => await makeAppPassword(ground, ownerOf(call), body),
    'DELETE /security/app-passwords/{appPassword}': async ({ params: { appPassword } }, call) =>
      await revokeAppPassword(ground, ownerOf(call), appPassword),
    'POST /security/freeze': async ({ body: { reason } }, call) => {
      const turned = await freezeOwn(ground, ownerOf(call), reason?.trim());
      if (turned !== undefined) keepSession(call, turned);
    },
    'DELETE /security/freeze': async (_, call) => await unfreezeOwn(ground, ownerOf(call)),
    'PUT /security/notice-addresses': async ({ body: { addresses } }, call) =>
      await changeNoticeAddresses(ground, ownerOf(call), addresses),
  };
}

function factorRoutes(
  { ground, visitors }: SessionPorts,
  ownerOf: (call: Call) => ReturnType<typeof callerOf> & { readonly standing: ReturnType<typeof signedIn>['standing'] },
) {
  const enrollerOf = (call: Call) => {
    const { standing, roles } = signedIn(call);
    return { ...ownerOf(call), mustHaveFactor: visitors.mustHaveFactor(standing, roles) };
  };
  const goOn = (call: Call, { turned, recoveryCodes }: Enrolled) => {
    keepSession(call, turned);
    return recoveryCodes ? { recoveryCodes: [...recoveryCodes] } : {};
  };
  return {
    'POST /security/totp': async (_, call) => await beginTotp(ground, callerOf(call)),
    'PUT /security/totp': async ({ body }, call) => goOn(call, await enrolTotp(ground, enrollerOf(call), body)),
    'DELETE /security/totp': async (_, call) => void goOn(call, await removeTotp(ground, enrollerOf(call))),
    'POST /security/passkeys': async (_, call) => await beginPasskeyEnrolment(ground, enrollerOf(call)),
    'PUT /security/passkeys': async ({ body }, call) => {
      const { id, ...enrolled } = await enrolPasskey(ground, enrollerOf(call), body);
      return { id, ...goOn(call, enrolled) };
    },
    'DELETE /security/passkeys/{passkey}': async ({ params: { passkey } }, call) =>
      void goOn(call, await removePasskey(ground, enrollerOf(call), passkey)),
    'POST /security/recovery-codes': async (_, call) => {
      return { recoveryCodes: [...(await renewRecoveryCodes(ground, enrollerOf(call)))] };
    },
  } satisfies Partial<Routes<typeof securityEndpoints>>;
}

async function describeSecurity({ ground, visitors }: SessionPorts, call: Call) {
  const { login, id } = callerOf(call);
  const { standing, roles, language } = signedIn(call);
  const [kept, sessions, programs] = await Promise.all([
    readFactors(ground, login),
    ground.sessions.list(login),
    ground.ports.store.appPasswords(login),
  ]);
  const frozen = standing.box?.level === 'own' ? standing.box.mailbox.frozen : undefined;
  return {
    ...describeFactors(kept, language),
    sessions: sessions.map((session) => describeSession(session, id, language)),
    appPasswords: programs.map(describeProgram),
    ...(frozen && { frozen: { ...frozen, since: isoLegalTime(frozen.since) } }),
    mustHaveSecondFactor: visitors.mustHaveFactor(standing, roles),
  };
}

function describeFactors(
  { totp, passkeys, recoveryCodes, happenings, noticeAddresses }: SignInRecord,
  language: Language,
) {
  return {
    ...(totp && { totp: { since: isoLegalTime(totp.since) } }),
    passkeys: passkeys.map(({ id, name, since, lastUsed }) => {
      const used = lastUsed === undefined ? {} : { lastUsed: isoLegalTime(lastUsed) };
      return { id, name, since: isoLegalTime(since), ...used };
    }),
    recoveryCodesLeft: recoveryCodes.length,
    happenings: happenings.map((one) => {
      return { at: isoLegalTime(one.at), kind: one.kind, text: describeHappening(one, language) };
    }),
    noticeAddresses,
  };
}

function describeSession(session: Session, mine: string, language: Language) {
  const { id, device, peer, since, lastSeen } = session;
  const times = { since: isoLegalTime(since), lastSeen: isoLegalTime(lastSeen) };
  return { id, isThis: id === mine, device: describeDevice(device, language), peer, ...times };
}

function describeProgram({ id, name, scope, createdAt, revokedAt }: AppPassword) {
  const revoked = revokedAt === undefined ? {} : { revokedAt: isoLegalTime(revokedAt) };
  return { id, name, scope, createdAt: isoLegalTime(createdAt), ...revoked };
}
