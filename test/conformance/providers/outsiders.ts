/** Certificates with which no good message is signed, or which are good in spite of their look. */
import { AGID, NATIONAL, NOT_CRITICAL, REVOKED, REVOKED_LATER, seat } from './authorities.ts';
import type { Profile } from './certificates.ts';
import { type Signer, signerOf } from './cms.ts';
import { testKey } from './test-key.ts';

const ARUBA = 'Aruba-like test provider';
const ADDRESS = 'posta-certificata@pec.aruba-like.example';

function leaf(issuer: Parameters<typeof signerOf>[0], serial: number, other: Partial<Profile> = {}): Signer {
  return signerOf(issuer, {
    subject: { ...seat(ARUBA), CN: `Posta Certificata (test ${serial.toString(16)})` },
    serial,
    from: '2018-05-02',
    to: '2028-05-02',
    key: testKey(`outsider ${serial}`, 2048),
    email: ADDRESS,
    purposes: ['emailProtection'],
    ...other,
  });
}

export const OUTSIDERS = {
  /** Inside constraints that are not marked critical. */
  notCritical: leaf(NOT_CRITICAL, 0x3001),
  /** An address that the CA may not certify; the subject is permitted. */
  address: leaf(AGID[2018], 0x3002, { email: 'posta-certificata@stranger.example' }),
  addressNotCritical: leaf(NOT_CRITICAL, 0x3003, { email: 'posta-certificata@stranger.example' }),
  /** The other way round. */
  subject: leaf(AGID[2018], 0x3004, { subject: { ...seat('Stranger'), CN: 'Posta Certificata (test)' } }),
  /** Permitted by the CA, listed in the record of another provider. */
  foreignDomain: leaf(NOT_CRITICAL, 0x3009, { email: 'posta-certificata@legalmail-like.example' }),
  revoked: leaf(AGID[2025], REVOKED.serial),
  revokedLater: leaf(AGID[2025], REVOKED_LATER.serial),
  /** Meant for servers alone. */
  purpose: leaf(AGID[2018], 0x3005, { purposes: ['serverAuth'] }),
  /** Sound, and in nobody's record. */
  unlisted: leaf(AGID[2018], 0x3006),
  /** A leaf signed with SHA-1 under a CA of today. */
  weak: leaf(AGID[2018], 0x3007, { digest: 'sha1' }),
  /** Namirial's, made when an earlier certificate of the CA does not permit that name. */
  reissued: leaf(AGID[2025], 0x3008, {
    subject: { ...seat('Namirial-like test provider'), CN: 'Posta Certificata Namirial-like (test)' },
    email: 'posta-certificata@sicurezzapostale-like.example',
  }),
  /** A CA signs messages itself. */
  authority: { ...NATIONAL, issuer: NATIONAL, serial: 5 } satisfies Signer,
} as const;
