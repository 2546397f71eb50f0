/** The fourteen messages about one submission, as the two providers of the tests would build them. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ascii, concat, indexMime, type Rope } from '#mime';
import {
  ANOMALY,
  buildAnomalyEnvelope,
  buildBreve,
  buildNotification,
  buildTransportEnvelope,
  type CertifiedFacts,
  type Issuer,
  inheritedHeaders,
  type MessageNumber,
  type Notification,
  rewriteOriginal,
  type UnsignedMessage,
} from '#pec';

/** All is signed by one issuer here, so that one certificate serves. */
export const ISSUER: Issuer = {
  name: 'Gestore Alfa S.p.A.',
  domain: 'gestore-alfa.example',
  serviceAddress: 'posta-certificata@gestore-alfa.example',
};
export const IDENTIFICATIVO = 'alfa1.20260301090000123.1.00112233aabbccdd@gestore-alfa.example';
const RECIPIENT = 'ufficio@pec.beta.example';
const SUBJECT = `Domanda n. 7 <"urgente"> & d'ufficio: perché 📨`;

export const FACTS: CertifiedFacts = {
  sender: 'mario@pec.alfa.example',
  recipients: [
    { address: RECIPIENT, type: 'certificato' },
    { address: 'anna@posta.example', type: 'esterno' },
  ],
  replyTo: 'mario@pec.alfa.example',
  subject: SUBJECT,
  identificativo: IDENTIFICATIVO,
  msgid: '<abc.1@client.example>',
  receiptType: 'completa',
};

export function submission(): Uint8Array {
  return new Uint8Array(readFileSync(new URL('submission.eml', import.meta.url)));
}

export function octets(rope: Rope): Uint8Array {
  return concat(rope.filter((piece) => piece instanceof Uint8Array));
}

/** The octets of postacert.eml. */
export function enclosed() {
  const bytes = submission();
  const index = indexMime(bytes);
  return { bytes, index, original: rewriteOriginal([bytes], index, bytes, IDENTIFICATIVO) };
}

async function breve() {
  const original = octets(enclosed().original.rope);
  return buildBreve({
    original: [original],
    index: indexMime(original),
    async *read(rope) {
      yield octets(rope);
    },
    digests: {
      sha1() {
        const hash = createHash('sha1');
        return { update: (bytes: Uint8Array) => void hash.update(bytes), digest: () => new Uint8Array(hash.digest()) };
      },
    },
  });
}

export async function theFourteen(at: number): Promise<ReadonlyMap<MessageNumber, UnsignedMessage>> {
  const { bytes, index, original } = enclosed();
  const base = { issuer: ISSUER, facts: FACTS, at, boundarySeed: '0011223344556677' };
  const ask = { M12: 'breve', M13: 'sintetica' } as const;
  const notice = (notification: Notification) => {
    const receiptType = ask[notification.number as 'M12' | 'M13'] ?? 'completa';
    return buildNotification({ ...base, facts: { ...FACTS, receiptType }, notification });
  };
  const to = 'ricevute@gestore-alfa.example';
  const recipient = RECIPIENT;
  const inherited = concat([
    ascii(
      'Received: from client.example by ap.gestore-alfa.example with ESMTPSA;\r\n Sun, 1 Mar 2026 10:00:00 +0100\r\n',
    ),
    inheritedHeaders(index, bytes),
  ]);
  return new Map<MessageNumber, UnsignedMessage>([
    ['M1', notice({ number: 'M1' })],
    ['M2', notice({ number: 'M2', faults: ['manca il campo To', 'il campo Bcc contiene un valore'] })],
    ['M3', notice({ number: 'M3', virus: 'Eicar-Signature' })],
    ['M4', buildTransportEnvelope({ ...base, original, inherited })],
    ['M5', notice({ number: 'M5', to, taken: [recipient] })],
    [
      'M6',
      buildAnomalyEnvelope({
        ...base,
        received: [bytes],
        receivedIndex: index,
        receivedHeader: bytes,
        sender: 'mario@pec.alfa.example',
        recipients: [recipient],
        error: ANOMALY.ordinary,
      }),
    ],
    ['M7', notice({ number: 'M7', to, recipient, virus: 'Eicar-Signature' })],
    ['M8', notice({ number: 'M8', recipient, detail: 'Eicar-Signature' })],
    ['M9', notice({ number: 'M9', recipient })],
    ['M10', notice({ number: 'M10', recipient })],
    ['M11', notice({ number: 'M11', recipient, original })],
    ['M12', notice({ number: 'M12', recipient, original: await breve() })],
    ['M13', notice({ number: 'M13', recipient })],
    ['M14', notice({ number: 'M14', recipient, error: 'no-dest', code: '5.1.1', description: 'indirizzo non valido' })],
  ]);
}
