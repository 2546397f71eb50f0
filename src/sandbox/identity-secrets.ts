import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Country, ProviderPlan } from './country.ts';
import type { DataFolder } from './data-folder.ts';
import { HOST } from './free-ports.ts';
import type { IdentityClient, IdentityServerOptions, TestIdentity } from './identity-server.ts';
import type { Pki } from './pki.ts';
import type { PortsPlan } from './ports-plan.ts';

/** How the test identity provider is called in settings and addresses, in each of its tongues. */
export const IDENTITY_ID = 'prova';
export const SAML_ID = 'prova-spid';

export const identityUrlOf = ({ identity }: PortsPlan): string => `http://${HOST}:${identity}`;

/** What a provider shows there to be believed; the file is made when it is first needed. */
export function identitySecretFile(folder: DataFolder, key: string): string {
  const { path } = folder.provider(key);
  const file = join(path, 'identity.secret');
  if (!existsSync(file)) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
  }
  return file;
}

/** Every provider, under both names by which browsers reach it. */
export function identityClients(country: Country, folder: DataFolder, ports: PortsPlan): readonly IdentityClient[] {
  return country.providers.map(({ key }) => {
    const places = (end: string) =>
      [HOST, 'localhost'].map((host) => `http://${host}:${ports.providers[key]!.web}${placeOf(IDENTITY_ID)}/${end}`);
    return {
      id: key,
      secret: readFileSync(identitySecretFile(folder, key), 'utf8').trim(),
      redirectUris: places('back'),
      logoutUris: places('logout'),
      endedUri: places('ended')[0]!,
    };
  });
}

const placeOf = (id: string) => `/api/v1/session/identity/${id}`;

/** By what name a provider is known over SAML. */
export const samlNameOf = ({ domain }: Pick<ProviderPlan, 'domain'>): string => `https://webmail.${domain}/spid`;

/** Where the test identity provider takes messages of SAML, and its name there. */
export function samlAddresses(ports: PortsPlan) {
  const base = `${identityUrlOf(ports)}/saml`;
  return { entityId: `${base}/metadata`, ssoUrl: `${base}/sso`, sloUrl: `${base}/slo` };
}

/** The test identity provider over SAML: its own key, and every provider registered with the key of its requests. */
export function samlIdentity(
  { providers }: Country,
  pki: Pki,
  ports: PortsPlan,
): NonNullable<IdentityServerOptions['saml']> {
  const text = (path: string) => readFileSync(path, 'utf8');
  const { key, certificate } = pki.samlIdentity;
  const parties = providers.map((plan) => ({
    entityId: samlNameOf(plan),
    certificate: text(pki.provider(plan.key).saml.certificate),
    metadataUrl: `http://${HOST}:${ports.providers[plan.key]!.web}${placeOf(SAML_ID)}/metadata`,
  }));
  return { entityId: samlAddresses(ports).entityId, key: text(key), certificate: text(certificate), parties };
}

/** Holders of mailboxes who have a tax code, then those who have no mailbox yet. */
export function testIdentities({ providers, applicants }: Country): readonly TestIdentity[] {
  const holders = providers.flatMap((provider) =>
    provider.residents.flatMap((resident) => holderOf(resident, provider)),
  );
  return [...holders, ...applicants];
}

function holderOf(
  { person, address }: ProviderPlan['residents'][number],
  { name }: ProviderPlan,
): readonly TestIdentity[] {
  return person === undefined ? [] : [{ ...person, subject: `prova-${person.taxCode}`, note: `${address}, ${name}` }];
}
