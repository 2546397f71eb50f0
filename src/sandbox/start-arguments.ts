import type { DatabaseConnection } from '#config';
import { SANDBOX_LIMITS } from '#config';
import { type ProviderPlan, type Resident, SMALL_QUOTA_BYTES } from './country.ts';
import { HOST } from './free-ports.ts';
import { identityClients, samlIdentity, testIdentities } from './identity-secrets.ts';
import type { Ground } from './launcher.ts';
import { type Pki, tlsNameOf } from './pki.ts';
import { addressesOf, providerConfigOf, recordUrlOf } from './provider-config-of.ts';
import type { ProviderStart } from './provider-process.ts';
import { type KeptResidents, staffKey } from './residents.ts';
import type { SeedMailbox } from './seed-provider.ts';
import type { WorldStart } from './world-process.ts';

function seedMailbox({ address, holder, policy }: Resident, residents: KeptResidents): SeedMailbox {
  const { id, passwordHash } = residents[address]!;
  return {
    id,
    address,
    holder,
    passwordHash: passwordHash!,
    quotaBytes: policy === 'small-quota' ? SMALL_QUOTA_BYTES : SANDBOX_LIMITS.quotaBytes,
    ordinaryMail: policy === 'pec-only' ? 'refuse' : 'accept',
  };
}

/** What a provider process is told at its start, and again when it is started again. */
export function providerStart(
  ground: Ground,
  plan: ProviderPlan,
  connections: { readonly owner: DatabaseConnection; readonly server: DatabaseConnection },
): ProviderStart {
  return {
    config: providerConfigOf(ground.country, plan, { ...ground, ...connections }),
    mailboxes: plan.residents.map((resident) => seedMailbox(resident, ground.residents)),
    holders: plan.residents.flatMap(({ address, holder: name, person }) =>
      person === undefined ? [] : [{ mailbox: ground.residents[address]!.id, address, name, taxCode: person.taxCode }],
    ),
    organisations: plan.organisations,
    staff: plan.staff.map((one) => {
      return { ...one, passwordHash: ground.residents[staffKey(plan.key, one.login)]!.passwordHash! };
    }),
    offsetMs: ground.offsetMs(),
  };
}

function certificateFiles(pki: Pki, key: string): readonly string[] {
  const { signing, before, next } = pki.provider(key);
  return [signing.certificate, next.certificate, before];
}

export function worldStart({ country, ports, pki, folder, residents, offsetMs }: Ground): WorldStart {
  const { indexUrl, crlUrl, rootCrlUrl } = addressesOf(ports);
  return {
    offsetMs: offsetMs(),
    host: HOST,
    ports,
    pkiFolder: folder.pki,
    folder: folder.world,
    indexUrl,
    crlUrl,
    rootCrlUrl,
    licensees: country.providers.map(({ key, name, domain }) => ({
      key,
      name,
      serviceAddress: `posta-certificata@${domain}`,
      recordUrl: recordUrlOf(ports, key),
      certificateFiles: certificateFiles(pki, key),
    })),
    identity: {
      people: testIdentities(country),
      clients: identityClients(country, folder, ports),
      saml: samlIdentity(country, pki, ports),
    },
    ordinary: {
      domain: country.ordinary.domain,
      residents: country.ordinary.residents.map(({ address }) => ({ address, password: residents[address]!.password })),
      routes: country.providers.flatMap(({ key, domain, pecDomains }) =>
        [domain, ...pecDomains.map(({ name }) => name)].map((name) => ({
          domain: name,
          host: HOST,
          port: ports.providers[key]!.reception,
          tlsName: tlsNameOf(domain),
        })),
      ),
    },
  };
}
