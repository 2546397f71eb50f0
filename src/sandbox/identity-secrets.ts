import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Country, ProviderPlan } from './country.ts';
import type { DataFolder } from './data-folder.ts';
import { HOST } from './free-ports.ts';
import type { IdentityClient, TestIdentity } from './identity-server.ts';
import type { PortsPlan } from './ports-plan.ts';

/** How the test identity provider is called in settings and addresses. */
export const IDENTITY_ID = 'prova';

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
  return country.providers.map(({ key }) => ({
    id: key,
    secret: readFileSync(identitySecretFile(folder, key), 'utf8').trim(),
    redirectUris: [HOST, 'localhost'].map(
      (host) => `http://${host}:${ports.providers[key]!.web}/api/v1/session/identity/${IDENTITY_ID}/back`,
    ),
  }));
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
