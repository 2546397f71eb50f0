/** The authorities under which the fixtures are signed, in the three generations of spec 14.1, and their revocation lists. */
import { certificate, type Issuer, type Name, type NameLimits, revocationList } from './certificates.ts';
import { testKey } from './test-key.ts';

/** A CA's certificate, and who signs with its key. */
export interface Authority extends Issuer {
  readonly certificate: Uint8Array;
  readonly digest: 'sha1' | 'sha256';
}

const authority = (common: string): Name => ({ C: 'IT', O: 'Test authority of the fixtures', CN: common });

function root(common: string, digest: 'sha1' | 'sha256', serial: number, from: string, to: string): Authority {
  const issuer = { subject: authority(common), key: testKey(common, 2048) };
  return { ...issuer, digest, certificate: certificate({ ...issuer, serial, from, to, digest, ca: {} }, issuer) };
}

/** 2008: the authority signs leaves itself, with SHA-1. */
export const CNIPA = root('CNIPA-like test CA3', 'sha1', 3, '2007-01-01', '2017-01-01');
/** 2014. */
export const DIGITPA = root('DigitPA-like test CA1', 'sha1', 4, '2010-01-01', '2020-01-01');
/** Since 2018 a national root stands above the authority. */
export const NATIONAL = root('National test root (Actalis-like)', 'sha256', 5, '2011-09-22', '2030-09-22');

function below(common: string, serial: number, from: string, to: string, limits: NameLimits): Authority {
  const issuer = { subject: authority(common), key: testKey(common, 2048) };
  const profile = {
    ...issuer,
    serial,
    from,
    to,
    digest: 'sha256',
    ca: { pathLength: 0 },
    purposes: ['clientAuth', 'emailProtection'],
    limits,
  } as const;
  return { ...issuer, digest: 'sha256', certificate: certificate(profile, NATIONAL) };
}

/** The beginning of a provider's subject, on which directory constraints stand. */
export const seat = (provider: string): Name => ({ C: 'IT', ST: 'RM', L: 'Roma', O: provider });
const FIRST = {
  emails: ['pec.aruba-like.example', 'legalmail-like.example', 'pcert.sogei-like.example', 'engine-like.example'],
  directories: [
    'Aruba-like test provider',
    'InfoCert-like test provider',
    'Sogei-like test provider',
    'Unnamed test provider',
  ].map(seat),
};
const ALL = {
  emails: [...FIRST.emails, 'sicurezzapostale-like.example'],
  directories: [...FIRST.directories, seat('Namirial-like test provider')],
};

/** The CA of 2018, issued anew in 2021 and 2025 with the same name and key (spec 14.1); the first does not know Namirial yet. */
export const AGID = {
  2018: below('AgID-like test CA1', 11, '2018-04-05', '2024-04-05', { ...FIRST, noAddresses: true, critical: true }),
  2021: below('AgID-like test CA1', 12, '2021-09-10', '2027-09-10', { ...ALL, noAddresses: true, critical: true }),
  2025: below('AgID-like test CA1', 13, '2025-02-03', '2030-09-22', { ...ALL, noAddresses: true, critical: true }),
} as const;
/** The same constraints, not marked critical. */
export const NOT_CRITICAL = below('Test CA2, constraints not critical', 14, '2018-04-05', '2030-09-22', {
  ...FIRST,
  critical: false,
});

export const REVOKED = { serial: 0x2600bad, since: '2026-01-15T11:00:00Z' };
export const REVOKED_LATER = { serial: 0x2600bae, since: '2026-03-20T11:00:00Z' };

const list = (issuer: Authority, from: string, to: string, revoked: (typeof REVOKED)[] = []) =>
  revocationList({ issuer, digest: issuer.digest, from, to, revoked });

/** Each as a person may have it at hand: fetched in the days of the message, or fetched now. */
export const LISTS: Readonly<Record<string, Uint8Array>> = {
  'cnipa-like-2008': list(CNIPA, '2008-02-20', '2008-03-20'),
  'digitpa-like-2014': list(DIGITPA, '2014-02-20', '2014-03-20'),
  'agid-like-2018': list(AGID[2018], '2018-05-20', '2018-06-20'),
  'agid-like-2026': list(AGID[2025], '2026-02-20', '2026-03-20', [REVOKED]),
  'agid-like-2026-later': list(AGID[2025], '2026-03-25', '2026-04-25', [REVOKED, REVOKED_LATER]),
};

/** The roots that a person would give with --trust, and the CA for a message that came without it. */
export const TRUST: Readonly<Record<string, Uint8Array>> = {
  'cnipa-like': CNIPA.certificate,
  'digitpa-like': DIGITPA.certificate,
  'national-root': NATIONAL.certificate,
  'agid-like-2018': AGID[2018].certificate,
};
