/** The index of providers of the fixtures: who owns which certificate (spec 13.2). */
import { createHash } from 'node:crypto';
import type { ProviderRecord } from '#pec';
import type { Signer } from './cms.ts';
import { OUTSIDERS } from './outsiders.ts';
import { SHAPES, type Shape } from './shapes.ts';

/** Of the outsiders, those that stand in a record other than Aruba's; null: in none. */
const OWNERS: Readonly<Partial<Record<keyof typeof OUTSIDERS, string | null>>> = {
  address: 'Stranger test provider',
  addressNotCritical: 'Stranger test provider',
  reissued: 'Namirial-like test provider',
  unlisted: null,
  authority: null,
};

export function indexRecords(): readonly ProviderRecord[] {
  const shapes: readonly Shape[] = Object.values(SHAPES);
  const domains = new Map(shapes.map(({ provider, domain }) => [provider, domain]));
  domains.set('Stranger test provider', 'stranger.example');
  return [...domains].map(([name, domain]) => {
    const certificates = [
      ...shapes.filter(({ provider }) => provider === name).map(({ signer }) => signer),
      ...outsidersOf(name),
    ].map(({ certificate }) => certificate);
    return {
      name,
      mailReceipt: `ricevute@${domain}`,
      managedDomains: [domain],
      certificates,
      hashes: certificates.map((der) => createHash('sha1').update(der).digest('hex')),
    };
  });
}

function outsidersOf(name: string): readonly Signer[] {
  return Object.entries(OUTSIDERS).flatMap(([key, signer]) => {
    const owner = OWNERS[key as keyof typeof OUTSIDERS];
    return (owner === undefined ? 'Aruba-like test provider' : owner) === name ? [signer] : [];
  });
}
