import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { TAX_CODE } from './pattern-words.ts';
import { address, day, id, instant, language, line, page, paging } from './vocabulary.ts';

/** Who may have a mailbox. */
export const HOLDER_KINDS = ['person', 'foreign-resident', 'firm', 'professional', 'public-body'] as const;

export const taxCode = z.string().trim().toUpperCase().regex(TAX_CODE);

/** What is asked of who wants a mailbox; what is needed besides depends on `kind`. */
export const applicant = z.object({
  kind: z.enum(HOLDER_KINDS),
  taxCode,
  givenName: line.optional(),
  familyName: line.optional(),
  birthDate: day.optional(),
  birthPlace: line.optional(),
  /** Of the municipality or country, as the tax code has it: `H501`. */
  birthPlaceCode: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]\d{3}$/)
    .optional(),
  sex: z.enum(['F', 'M']).optional(),
  /** Firms, bodies. */
  organisationName: line.optional(),
  vatNumber: z
    .string()
    .regex(/^\d{11}$/)
    .optional(),
  /** Bodies: code in the IPA. */
  ipaCode: z.string().max(20).optional(),
  /** Professionals: order and number. */
  register: line.optional(),
  /** Foreign residents: permit and its end. */
  permit: z.object({ number: line, until: day }).optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .default('IT'),
  postalAddress: z.string().max(500),
  phone: z.string().max(60).optional(),
  contactAddress: address,
  language: language.default('it'),
});

export const ACTIVATION_STATES = [
  'begun',
  'identified',
  'terms-accepted',
  'address-chosen',
  'active',
  'refused',
  'withdrawn',
] as const;

/** With which somebody shows who he is. */
export const identityDocument = z.object({
  type: z.enum(['identity-card', 'passport', 'driving-licence', 'residence-permit']),
  number: line,
  issuer: line,
  until: day,
});

/** How it was made certain who he is. */
export const identityEvidence = z.discriminatedUnion('how', [
  z.object({
    how: z.literal('in-person'),
    operator: z.string(),
    document: identityDocument,
    at: instant,
  }),
  z.object({
    how: z.literal('digital-identity'),
    provider: z.string(),
    level: z.string(),
    subject: z.string(),
    at: instant,
  }),
  z.object({ how: z.literal('signed-request'), signer: z.string(), at: instant }),
  /** An organisation, identified itself, answers for those to whom it gives its mailboxes. */
  z.object({ how: z.literal('organisation'), organisation: id, by: z.string(), at: instant }),
]);

export type IdentityEvidence = z.output<typeof identityEvidence>;

export const activation = z.object({
  id,
  /** What an applicant goes on with; shown once, and in the mail to his contact address. */
  key: z.string().optional(),
  state: z.enum(ACTIVATION_STATES),
  applicant,
  evidence: z.array(identityEvidence),
  termsVersion: z.string().optional(),
  address: address.optional(),
  reason: z.string().optional(),
  begunAt: instant,
});

/** Somebody, certain by evidence, behind an address for a time. */
export const holding = z.object({
  address,
  mailbox: id,
  holder: z.object({ kind: z.enum(HOLDER_KINDS), name: z.string(), taxCode: taxCode.optional() }),
  /** The key that sealed name, tax code and evidence was lost: they are not there. */
  isLost: z.literal(true).optional(),
  from: instant,
  to: instant.optional(),
  evidence: z.array(identityEvidence),
});

export type Applicant = z.output<typeof applicant>;
export type Activation = z.output<typeof activation>;
export type Holding = z.output<typeof holding>;

const ofActivation = z.object({ activation: id });
/** The applicant's key, in the header `X-Ceralacca-Activation`. */
export const enrolmentEndpoints = [
  endpoint({
    method: 'GET',
    path: '/activation/offer',
    summary: 'Who may ask for a mailbox here, in which domains, under which terms',
    access: 'anyone',
    answer: z.object({
      isOpen: z.boolean(),
      kinds: z.array(z.object({ kind: z.enum(HOLDER_KINDS), needs: z.array(z.string()) })),
      domains: z.array(z.string()),
      terms: z.object({ version: z.string(), text: z.string() }),
      minimumAge: z.int(),
    }),
  }),
  endpoint({
    method: 'POST',
    path: '/activation',
    summary: 'Begin',
    access: 'anyone',
    perMinute: 10,
    body: applicant,
    answer: activation,
  }),
  endpoint({
    method: 'GET',
    path: '/activation/{activation}',
    summary: 'How it stands',
    access: 'anyone',
    params: ofActivation,
    answer: activation,
  }),
  endpoint({
    method: 'POST',
    path: '/activation/{activation}/terms',
    summary: 'Accept the terms',
    access: 'anyone',
    params: ofActivation,
    body: z.object({ version: z.string(), accepted: z.literal(true) }),
    answer: activation,
  }),
  endpoint({
    method: 'GET',
    path: '/activation/{activation}/addresses',
    summary: 'Addresses that are free',
    access: 'anyone',
    params: ofActivation,
    query: z.object({ wish: z.string().max(64).optional(), domain: z.string().optional() }),
    answer: z.array(z.object({ address, isFree: z.boolean(), why: z.string().optional() })),
    perMinute: 60,
  }),
  endpoint({
    method: 'POST',
    path: '/activation/{activation}/address',
    summary: 'Choose one',
    access: 'anyone',
    params: ofActivation,
    body: z.object({ address }),
    answer: activation,
  }),
  endpoint({
    method: 'POST',
    path: '/activation/{activation}/finish',
    summary: 'Choose a password: the mailbox is there',
    access: 'anyone',
    params: ofActivation,
    body: z.object({ password: z.string().min(12).max(512) }),
    answer: activation,
  }),
  endpoint({
    method: 'DELETE',
    path: '/activation/{activation}',
    summary: 'Withdraw',
    access: 'anyone',
    params: ofActivation,
    answer: 'nothing',
  }),
  endpoint({
    method: 'GET',
    path: '/admin/activations',
    summary: 'Requests for mailboxes',
    access: { roles: ['operator', 'auditor', 'organisation'] },
    /** `identity=missing`: those that nobody has identified yet, however far they went on. */
    query: z.object({
      ...paging,
      state: z.enum(ACTIVATION_STATES).optional(),
      identity: z.literal('missing').optional(),
      kind: z.enum(HOLDER_KINDS).optional(),
      /** Begun on these days, both included. */
      from: day.optional(),
      to: day.optional(),
      /** In name, contact or chosen address, or the end of the code; a whole tax code where those who ask may see one. */
      text: z.string().trim().max(200).optional(),
    }),
    answer: page(activation),
  }),
  endpoint({
    method: 'POST',
    path: '/admin/activations/{activation}/evidence',
    summary: 'Identified in person: record it',
    access: { roles: ['operator'] },
    isSensitive: true,
    params: ofActivation,
    body: z.object({ document: identityDocument }),
    answer: activation,
  }),
  endpoint({
    method: 'POST',
    path: '/admin/activations/{activation}/refuse',
    summary: 'Refuse',
    access: { roles: ['operator'] },
    params: ofActivation,
    body: z.object({ reason: line }),
    answer: activation,
  }),
  endpoint({
    method: 'GET',
    path: '/admin/holdings',
    summary: 'Who was behind an address at a date; every look is logged',
    access: { roles: ['operator', 'auditor'] },
    isSensitive: true,
    query: z.object({
      ...paging,
      address: address.optional(),
      taxCode: taxCode.optional(),
      at: day.optional(),
      why: line,
    }),
    answer: page(holding),
  }),
] as const;
