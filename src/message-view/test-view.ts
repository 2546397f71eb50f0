import { digest, prepareSigner, signedP7m } from '#cms';
import { concat, messageTreeOf, toLatin1 } from '#mime';
import { testAuthority, testCertificate, testKeys } from '#testing';
import { type MessageSource, sourceOf } from './octet-source.ts';
import type { ViewPorts } from './view-message.ts';

/** For this room's tests: messages out of text, and ports that know nothing of the world. */
export function messageOf(text: string | Uint8Array): MessageSource & { readonly octets: Uint8Array } {
  const octets = typeof text === 'string' ? toLatin1(text.replace(/\r?\n/g, '\r\n')) : text;
  return { ...sourceOf(octets), tree: messageTreeOf(octets), octets };
}

export const PORTS: ViewPorts = {
  archives: { list: async () => ({ ok: false, fault: 'not here' }), entry: async () => undefined },
  async digest(pieces, algorithm) {
    const all: Uint8Array[] = [];
    for await (const piece of pieces) all.push(piece.slice());
    return await digest(algorithm, concat(all));
  },
  isPecDomain: (domain) => ['pec.alfa.example', 'pec.beta.example', 'gestore-alfa.example'].includes(domain),
  knownDomains: [],
  verify: async () => {
    throw new Error('nothing here calls itself PEC');
  },
};

/** A document signed with its content, as citizens and firms do (CAdES-like), by a certificate of that name. */
export async function signedDocument(content: Uint8Array): Promise<Uint8Array> {
  const serviceAddress = 'firma@pec.alfa.example';
  const order = { authority: 'uno', keys: 'firmatario', providerName: 'Rossi Mario', serviceAddress, serial: 99 };
  const certificate = await testCertificate(order);
  const { privateKey } = await testKeys('firmatario');
  await testAuthority('uno');
  const { sign } = await import('node:crypto');
  return await signedP7m(prepareSigner(certificate, []), content, Date.UTC(2026, 2, 2, 8), async (attributes) =>
    sign('sha256', attributes, privateKey),
  );
}

export const base64 = (octets: Uint8Array): string =>
  Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('base64').replace(/.{76}/g, '$&\r\n');

export interface TestPart {
  readonly type: string;
  readonly name?: string;
  readonly body: string | Uint8Array;
  readonly more?: string;
}

/** A multipart message; octets go as base64. */
export function multipart(fields: string, parts: readonly TestPart[], type = 'mixed'): string {
  const written = parts.map(({ type: partType, name, body, more = '' }) => {
    const encoding = typeof body === 'string' ? '' : 'Content-Transfer-Encoding: base64\n';
    const disposition = name === undefined ? '' : `Content-Disposition: attachment; filename="${name}"\n`;
    return `--b1\nContent-Type: ${partType}\n${encoding}${disposition}${more}\n${typeof body === 'string' ? body : base64(body)}\n`;
  });
  return `${fields}MIME-Version: 1.0\nContent-Type: multipart/${type}; boundary=b1\n\n${written.join('')}--b1--\n`;
}

export const FIELDS = `From: Mario Rossi <mario@pec.alfa.example>
To: ufficio@pec.beta.example
Subject: Prova
Date: Mon, 02 Mar 2026 09:00:00 +0100
Message-ID: <a@client.example>
`;
