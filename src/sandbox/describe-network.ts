import { join } from 'node:path';
import { SANDBOX_LIMITS } from '#config';
import type { Country, ProviderPlan, Resident } from './country.ts';
import type { DataFolder } from './data-folder.ts';
import { HOST } from './free-ports.ts';
import { identityUrlOf, testIdentities } from './identity-secrets.ts';
import type { NetworkFile, NetworkMailbox, NetworkProvider } from './network-file.ts';
import type { Pki } from './pki.ts';
import type { PortsPlan } from './ports-plan.ts';
import { addressesOf, logUrlOf, webOriginsOf } from './provider-config-of.ts';
import { type KeptResidents, staffKey } from './residents.ts';

export interface NetworkParts {
  readonly country: Country;
  readonly folder: DataFolder;
  readonly ports: PortsPlan;
  readonly pki: Pki;
  readonly residents: KeptResidents;
}

function mailbox({ address, holder, policy }: Resident, residents: KeptResidents): NetworkMailbox {
  const password = residents[address]!.password;
  return { address, password, holder, ...(policy === undefined ? {} : { policy }) };
}

function provider(plan: ProviderPlan, { ports, pki, residents }: NetworkParts): NetworkProvider {
  const mine = ports.providers[plan.key]!;
  const at = (port: number) => ({ host: HOST, port });
  return {
    name: plan.name,
    domain: plan.domain,
    pecDomains: plan.pecDomains.map(({ name }) => name),
    serviceAddress: `posta-certificata@${plan.domain}`,
    certificate: pki.provider(plan.key).signing.certificate,
    submission: { ...at(mine.submission), tls: 'starttls' },
    submissions: { ...at(mine.submissions), tls: 'implicit' },
    reception: { ...at(mine.reception), tls: 'starttls' },
    imap: { ...at(mine.imap), tls: 'starttls' },
    imaps: at(mine.imaps),
    pop3: { ...at(mine.pop3), tls: 'starttls' },
    pop3s: at(mine.pop3s),
    autoconfig: `http://${HOST}:${mine.autoconfig}`,
    web: webOriginsOf(mine)[0],
    log: logUrlOf(ports, plan.key),
    limits: { maxBytes: SANDBOX_LIMITS.maxMessageBytes, maxRecipients: SANDBOX_LIMITS.maxRecipients },
    mailboxes: plan.residents.map((resident) => mailbox(resident, residents)),
    administrators: plan.staff.map((one) => ({ ...one, password: residents[staffKey(plan.key, one.login)]!.password })),
  };
}

/** The network as the network file tells it. */
export function describeNetwork(parts: NetworkParts): NetworkFile {
  const { country, folder, ports, pki, residents } = parts;
  const { ordinary } = country;
  return {
    ready: true,
    root: pki.root.certificate,
    control: `http://${HOST}:${ports.control}`,
    index: {
      url: addressesOf(ports).indexUrl,
      ldap: addressesOf(ports).ldapUrl,
      ldif: join(folder.world, 'index.ldif'),
      clientCertificate: pki.visitor.certificate,
      clientKey: pki.visitor.key,
    },
    identity: {
      issuer: identityUrlOf(ports),
      people: testIdentities(country).map(({ level: _level, ...person }) => person),
    },
    timestamp: { url: addressesOf(ports).timestampUrl },
    providers: country.providers.map((plan) => provider(plan, parts)),
    ordinary: {
      domain: ordinary.domain,
      smtp: { host: HOST, port: ports.ordinarySmtp },
      pop3s: { host: HOST, port: ports.ordinaryPop3s },
      mailboxes: ordinary.residents.map((resident) => mailbox(resident, residents)),
    },
  };
}
