/** The world around the providers, in one process: the authority with index and CRLs, and the ordinary-mail domain. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { httpsDownload } from '#adapters/https';
import { systemLegalTime } from '#config';
import { decodeText, field, indexMime } from '#mime';
import { type Authority, type Licensee, openAuthorityOffice, type RecordTreatment } from './authority.ts';
import { type IdentityServerOptions, openIdentityServer } from './identity-server.ts';
import { openCrlServer, openIndexServer } from './index-server.ts';
import { openLdapServer } from './ldap-server.ts';
import { ocspServer } from './ocsp-server.ts';
import { openOrdinaryBoxes } from './ordinary-boxes.ts';
import { openOrdinaryMail, type PecRoute } from './ordinary-mail.ts';
import { openOrdinaryPop3 } from './ordinary-pop3.ts';
import { OCSP_PATH, pkiFiles } from './pki.ts';
import { answerCalls, tellEvent } from './process-link.ts';
import { TIMESTAMP_PATH } from './provider-config-of.ts';
import { timestampServer } from './timestamp-server.ts';

export interface WorldStart {
  readonly offsetMs: number;
  readonly host: string;
  readonly ports: {
    readonly index: number;
    readonly ldap: number;
    readonly crl: number;
    readonly ordinarySmtp: number;
    readonly ordinaryPop3s: number;
    readonly identity: number;
  };
  readonly pkiFolder: string;
  readonly folder: string;
  readonly indexUrl: string;
  readonly crlUrl: string;
  readonly rootCrlUrl: string;
  readonly licensees: readonly Licensee[];
  readonly identity: Pick<IdentityServerOptions, 'people' | 'clients' | 'saml'>;
  readonly ordinary: {
    readonly domain: string;
    readonly residents: readonly { readonly address: string; readonly password: string }[];
    readonly routes: readonly PecRoute[];
  };
}

export type WorldEvent =
  | { readonly kind: 'ordinary'; readonly address: string; readonly from: string; readonly subject: string }
  | { readonly kind: 'warning'; readonly text: string };

/** Published anew each hour of real time, whether the time machine moves or not. */
const PUBLISH_EVERY_MS = 3_600_000;

let offsetMs = 0;
let authority: Authority | undefined;
const legalTime = systemLegalTime(() => offsetMs);
const tell = (event: WorldEvent) => tellEvent(event);

function pem(files: { readonly key: string; readonly certificate: string }) {
  return { key: readFileSync(files.key, 'utf8'), certificate: readFileSync(files.certificate, 'utf8') };
}

function tellArrival(address: string, message: Uint8Array): void {
  const { root } = indexMime(message);
  const header = (name: string) => decodeText(field(root, name)?.value ?? '').slice(0, 200);
  tell({ kind: 'ordinary', address, from: header('from'), subject: header('subject') });
}

async function openAuthorities(start: WorldStart): Promise<void> {
  const pki = pkiFiles(start.pkiFolder);
  const root = readFileSync(pki.root.certificate, 'utf8');
  authority = await openAuthorityOffice({
    pki,
    folder: start.folder,
    indexUrl: start.indexUrl,
    crlUrl: start.crlUrl,
    licensees: start.licensees,
    download: httpsDownload({ ca: [root] }),
    legalTime,
    warn: (text) => tell({ kind: 'warning', text }),
  });
  const office = authority;
  const { rootCrlUrl } = start;
  const offices = new Map([
    [TIMESTAMP_PATH, timestampServer({ pki, rootCrlUrl, legalTime })],
    [OCSP_PATH, await ocspServer({ pki, legalTime })],
  ]);
  await openCrlServer({ host: start.host, port: start.ports.crl }, (path) => office.crl(path), offices);
  await openIndexServer({
    listen: { host: start.host, port: start.ports.index },
    tls: pem(pki.indexTls),
    clientRoot: root,
    document: () => office.index(),
  });
  await openLdapServer({
    listen: { host: start.host, port: start.ports.ldap },
    tls: pem(pki.indexTls),
    clientRoot: root,
    entries: () => office.entries(),
  });
  setInterval(() => void office.publish(legalTime.now()), PUBLISH_EVERY_MS).unref();
}

async function openOrdinary(start: WorldStart): Promise<void> {
  const { domain, residents, routes } = start.ordinary;
  const pki = pkiFiles(start.pkiFolder);
  const passwords = new Map(residents.map(({ address, password }) => [address.toLowerCase(), password]));
  const login = (address: string, password: string) =>
    password !== '' && passwords.get(address.toLowerCase()) === password;
  const boxes = await openOrdinaryBoxes(join(start.folder, 'mail'), [...passwords.keys()], legalTime);
  const tls = pem(pki.ordinaryTls);
  await openOrdinaryMail({
    listen: { host: start.host, port: start.ports.ordinarySmtp },
    domain,
    tls,
    tlsRoot: readFileSync(pki.root.certificate, 'utf8'),
    boxes,
    routes,
    login,
    onArrival: tellArrival,
  });
  const pop3s = { host: start.host, port: start.ports.ordinaryPop3s };
  await openOrdinaryPop3({ listen: pop3s, tls, heloName: `mail.${domain}`, boxes, login });
}

async function start(argument: WorldStart): Promise<void> {
  offsetMs = argument.offsetMs;
  const { host, ports, identity } = argument;
  await Promise.all([
    openAuthorities(argument),
    openOrdinary(argument),
    openIdentityServer({ ...identity, listen: { host, port: ports.identity } }),
  ]);
}

const stop = async () => void setImmediate(() => process.exit(0));

answerCalls(
  {
    start: (argument) => start(argument as WorldStart),
    stop,
    setOffset: async (argument) => {
      offsetMs = argument as number;
    },
    treatRecord: async (argument) => {
      const { key, treatment } = argument as { key: string; treatment: RecordTreatment };
      authority?.treat(key, treatment);
    },
    publish: async (horizon) => authority?.publish(horizon as number),
    settle: async () => 0,
    refresh: async () => undefined,
    nextDue: async () => undefined,
  },
  () => process.exit(0),
);

process.on('SIGTERM', () => process.exit(0));
