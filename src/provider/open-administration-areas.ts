import { type IpaDirectory, openPublicPages, type PublicPages } from '#administration';
import type { ProviderConfig } from '#config';
import type { DisclosurePorts } from '#disclosure';
import { type AreaRoutes, administrationRoutes, enrolmentRoutes, operationRoutes, publicRoutes } from '#doors/web-api';
import type { EnrolmentPorts } from '#enrolment';
import { openAdministration } from './open-administration.ts';
import { acknowledgedOf, alarmsOf, listedProviders, openOperation } from './open-operation.ts';
import type { WebGround } from './web-ports.ts';

/** What anybody may know of this provider. */
export function publicPagesOf(
  { name, domain, serviceAddress, sandbox: isSandbox }: ProviderConfig,
  { store, legalTime, records }: Pick<WebGround, 'store' | 'legalTime' | 'records'>,
): PublicPages {
  const provider = { name, domain, serviceAddress, isSandbox };
  return openPublicPages({ store, legalTime, provider, listedProviders: () => listedProviders({ records }) });
}

/** The areas of those who work here, of those who ask for a mailbox, and of everybody. */
export function openAdministrationAreas(
  config: ProviderConfig,
  ground: WebGround,
  {
    disclosure,
    enrolment,
    ipa,
  }: { readonly disclosure: DisclosurePorts; readonly enrolment: EnrolmentPorts; readonly ipa: IpaDirectory },
): Required<Pick<AreaRoutes, 'enrolment' | 'administration' | 'operation' | 'public'>> {
  const { store, legalTime } = ground;
  const administration = openAdministration(config, ground, enrolment);
  const overview = {
    ...{ store, legalTime, hourCounts: store.hourCounts },
    alarms: () => alarmsOf(config, ground),
    acknowledged: () => acknowledgedOf(ground),
  };
  return {
    enrolment: enrolmentRoutes(enrolment),
    administration: administrationRoutes({ administration, overview }),
    operation: operationRoutes(openOperation(config, ground, { administration, ipa, disclosure })),
    public: publicRoutes(publicPagesOf(config, ground)),
  };
}
