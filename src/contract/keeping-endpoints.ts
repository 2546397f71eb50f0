import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { address, day, id, inMailbox, page, paging } from './vocabulary.ts';
import { contact, group, mailboxSettings, noticeSettings, rule, signature, template } from './writing.ts';

const of = <const N extends string>(name: N) => inMailbox.extend({ [name]: id } as Record<N, typeof id>);
const expected = z.object({ version: z.coerce.number().int().min(0).optional() });

/** The four endpoints of what a mailbox keeps in numbers: contacts, groups, templates, signatures, rules. */
const kept = <const P extends string, S extends z.ZodObject, B extends z.ZodObject>(
  path: P,
  one: string,
  shape: S,
  body: B,
  access: 'write' | 'manage' = 'write',
) => {
  return [
    endpoint({
      method: 'GET',
      path: `/mailboxes/{mailbox}/${path}`,
      summary: `All: ${path}`,
      access: { mailbox: 'read' },
      scope: 'settings',
      params: inMailbox,
      query: z.object({ ...paging, text: z.string().max(200).optional() }),
      answer: page(shape),
    }),
    endpoint({
      method: 'POST',
      path: `/mailboxes/{mailbox}/${path}`,
      summary: `New: ${one}`,
      access: { mailbox: access },
      scope: 'settings',
      params: inMailbox,
      body,
      answer: shape,
    }),
    endpoint({
      method: 'PUT',
      path: `/mailboxes/{mailbox}/${path}/{id}`,
      summary: `Change: ${one}`,
      access: { mailbox: access },
      scope: 'settings',
      params: of('id'),
      query: expected,
      body,
      answer: shape,
    }),
    endpoint({
      method: 'DELETE',
      path: `/mailboxes/{mailbox}/${path}/{id}`,
      summary: `Remove: ${one}`,
      access: { mailbox: access },
      scope: 'settings',
      params: of('id'),
      answer: 'nothing',
    }),
  ] as const;
};

export const keepingEndpoints = [
  ...kept('contacts', 'contact', contact, contact.omit({ id: true, version: true })),
  ...kept('groups', 'group of contacts', group, group.omit({ id: true, version: true, members: true })),
  ...kept('templates', 'template', template, template.omit({ id: true, version: true })),
  ...kept('signatures', 'signature', signature, signature.omit({ id: true, version: true })),
  ...kept('rules', 'rule', rule, rule.omit({ id: true, version: true }), 'manage'),
  endpoint({
    method: 'POST',
    path: '/mailboxes/{mailbox}/rules/{id}/run',
    summary: 'Apply a rule to what is in the inbox',
    access: { mailbox: 'manage' },
    params: of('id'),
    answer: z.object({ matched: z.int() }),
  }),
  endpoint({
    method: 'POST',
    path: '/mailboxes/{mailbox}/contacts/import',
    summary: 'vCard or CSV',
    access: { mailbox: 'write' },
    params: inMailbox,
    query: z.object({ as: z.enum(['vcard', 'csv']) }),
    body: 'octets',
    answer: z.object({
      added: z.int(),
      changed: z.int(),
      faults: z.array(z.object({ at: z.int(), code: z.string(), words: z.array(z.string()), detail: z.string() })),
    }),
  }),
  endpoint({
    method: 'GET',
    path: '/mailboxes/{mailbox}/contacts/export',
    summary: 'vCard or CSV',
    access: { mailbox: 'read' },
    params: inMailbox,
    query: z.object({ as: z.enum(['vcard', 'csv']) }),
    answer: 'octets',
  }),
  endpoint({
    method: 'GET',
    path: '/mailboxes/{mailbox}/addresses',
    summary: 'Addresses for a field: contacts, people written to, imported directories (IPA)',
    access: { mailbox: 'read' },
    scope: 'mail.send',
    params: inMailbox,
    query: z.object({ text: z.string().min(1).max(200) }),
    answer: z.array(
      z.object({
        name: z.string(),
        address,
        kind: z.enum(['certified', 'ordinary', 'unknown']),
        from: z.enum(['contact', 'group', 'recent', 'ipa']),
        members: z.array(address).optional(),
        /** Of directory data: as of when. */ asOf: day.optional(),
      }),
    ),
    perMinute: 600,
  }),
  endpoint({
    method: 'GET',
    path: '/mailboxes/{mailbox}/settings',
    summary: 'Settings of the mailbox',
    access: { mailbox: 'read' },
    scope: 'settings',
    params: inMailbox,
    answer: mailboxSettings,
  }),
  endpoint({
    method: 'PUT',
    path: '/mailboxes/{mailbox}/settings',
    summary: 'Change them',
    access: { mailbox: 'manage' },
    scope: 'settings',
    params: inMailbox,
    body: mailboxSettings,
    answer: mailboxSettings,
  }),
  endpoint({
    method: 'GET',
    path: '/mailboxes/{mailbox}/notices',
    summary: 'Who is told of new mail',
    access: { mailbox: 'read' },
    scope: 'settings',
    params: inMailbox,
    answer: noticeSettings,
  }),
  endpoint({
    method: 'PUT',
    path: '/mailboxes/{mailbox}/notices',
    summary: 'Change it',
    access: { mailbox: 'manage' },
    scope: 'settings',
    params: inMailbox,
    body: noticeSettings,
    answer: noticeSettings,
  }),
] as const;
