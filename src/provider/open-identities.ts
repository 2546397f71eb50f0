import { readFile } from 'node:fs/promises';
import { answersAt } from '#adapters/https';
import { openOidcProvider } from '#adapters/identity-oidc';
import { openSamlProvider } from '#adapters/identity-saml';
import type { IdentityProviderConfig, Logger, ProviderConfig } from '#config';
import { type EnrolmentPorts, heldBy, recordDigitalIdentity } from '#enrolment';
import type { IdentityProvider, LegalTime, Monotonic, Random } from '#ports';
import { type Ground, type Identities, openIdentities } from '#sign-in';

/** Whoever signs out looks on. */
const ANSWER_MS = 3_000;

interface Ports {
  readonly random: Random;
  readonly monotonic: Monotonic;
  readonly log: Logger;
}

/** Digital identities as a process with pages has them: to sign in with, and to say who one is when one asks for a mailbox. */
export async function openDigitalIdentities(
  { web }: ProviderConfig,
  signIn: Ground,
  enrolment: EnrolmentPorts,
  ports: Ports,
): Promise<Identities> {
  const providers = await Promise.all(
    web.identityProviders.map((config) => openProvider(config, { ...ports, clock: signIn.ports.realTime })),
  );
  return openIdentities(signIn, {
    providers,
    holderOf: (fiscalNumber) => heldBy(fiscalNumber.replace(/^TINIT-/i, ''), enrolment),
    async identified(request, identity) {
      await recordDigitalIdentity(request, identity, enrolment);
    },
    answers: (url) => answersAt(url, ANSWER_MS),
    report: (err) => ports.log.warn({ err }, 'a digital identity was not taken'),
  });
}

async function openProvider(
  config: IdentityProviderConfig,
  { random, monotonic, clock }: Ports & { readonly clock: LegalTime },
): Promise<IdentityProvider> {
  const text = (path: string) => readFile(path, 'utf8');
  if (config.protocol === 'oidc') {
    const { fiscalNumber: fiscalNumberClaim, clientSecretFile, ...rest } = config;
    const clientSecret = clientSecretFile === undefined ? undefined : (await text(clientSecretFile)).trim();
    return openOidcProvider({ ...rest, clientSecret, fiscalNumberClaim, random, monotonic, clock });
  }
  const { fiscalNumber: fiscalNumberAttribute, own, certificates, ...rest } = config;
  const [key, certificate] = await Promise.all([text(own.key), text(own.certificate)]);
  return openSamlProvider({
    ...rest,
    own: { entityId: own.entityId, key, certificate, federation: own.federation },
    certificates: await Promise.all(certificates.map(text)),
    fiscalNumberAttribute,
    random,
    clock,
  });
}
