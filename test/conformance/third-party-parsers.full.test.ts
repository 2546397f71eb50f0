import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { ascii } from '#mime';
import type { MessageNumber } from '#pec';
import { FACTS, IDENTIFICATIVO, ISSUER, octets, theFourteen } from './fourteen.ts';

interface ThirdPartyReading {
  readonly type: string;
  readonly trasporto: string | null;
  readonly ricevuta: string | null;
  readonly messageId: string;
  readonly riferimento: string;
  readonly subject: string;
  readonly daticert: Readonly<Record<string, unknown>> | null;
  /** Message-ID and X-Riferimento-Message-ID of the enclosed original. */
  readonly original: readonly (readonly string[])[];
  readonly defects: readonly string[];
}

/** What each must be read as, from the RFC and not from our own tables: header value, `tipo`, `errore`, `consegna` told, prefix. */
const EXPECTED: Readonly<Record<MessageNumber, readonly [string, string | null, string | null, boolean, string]>> = {
  M1: ['accettazione', 'accettazione', 'nessuno', false, 'ACCETTAZIONE'],
  M2: ['non-accettazione', 'non-accettazione', 'altro', false, 'AVVISO DI NON ACCETTAZIONE'],
  M3: ['non-accettazione', 'non-accettazione', 'virus', false, 'AVVISO DI NON ACCETTAZIONE PER VIRUS'],
  M4: ['posta-certificata', 'posta-certificata', 'nessuno', false, 'POSTA CERTIFICATA'],
  M5: ['presa-in-carico', 'presa-in-carico', 'nessuno', false, 'PRESA IN CARICO'],
  M6: ['errore', null, null, false, 'ANOMALIA MESSAGGIO'],
  M7: ['rilevazione-virus', 'rilevazione-virus', 'virus', true, 'PROBLEMA DI SICUREZZA'],
  M8: ['errore-consegna', 'errore-consegna', 'virus', true, 'AVVISO DI MANCATA CONSEGNA PER VIRUS'],
  M9: [
    ...(['preavviso-errore-consegna', 'preavviso-errore-consegna', 'altro', true] as const),
    'AVVISO DI MANCATA CONSEGNA PER SUP. TEMPO MASSIMO',
  ],
  M10: [
    ...(['preavviso-errore-consegna', 'preavviso-errore-consegna', 'altro', true] as const),
    'AVVISO DI MANCATA CONSEGNA PER SUP. TEMPO MASSIMO',
  ],
  M11: ['avvenuta-consegna', 'avvenuta-consegna', 'nessuno', true, 'CONSEGNA'],
  M12: ['avvenuta-consegna', 'avvenuta-consegna', 'nessuno', true, 'CONSEGNA'],
  M13: ['avvenuta-consegna', 'avvenuta-consegna', 'nessuno', true, 'CONSEGNA'],
  M14: ['errore-consegna', 'errore-consegna', 'no-dest', true, 'AVVISO DI MANCATA CONSEGNA'],
};
const ENCLOSING = ['M4', 'M11', 'M12'];

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const PARSERS = [
  { name: "Python's email and ElementTree", program: 'python3', check: ['-c', ''], script: script('third-party.py') },
  {
    name: "Perl's MIME::Parser and XML::LibXML",
    program: 'perl',
    check: ['-MMIME::Parser', '-MXML::LibXML', '-e', '1'],
    script: script('third-party.pl'),
  },
] as const;

for (const parser of PARSERS) {
  const cannot = spawnSync(parser.program, parser.check).status !== 0;
  test(`T145 ${parser.name} read certification data, type and ids of each of the fourteen messages`, {
    skip: cannot && `${parser.name} are not installed`,
  }, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'ceralacca-third-party-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const messages = await theFourteen(Date.parse('2026-03-01T09:00:00Z'));
    const files = [...messages].map(([number, message]) => {
      const file = join(folder, `${number}.eml`);
      writeFileSync(file, octets(message.assemble(ascii('not a signature'))));
      return file;
    });
    const readings: readonly ThirdPartyReading[] = JSON.parse(
      execFileSync(parser.program, [parser.script, ...files], { encoding: 'utf8' }),
    );
    const found = [...messages].map(([number, { messageId }], at) => ({ number, messageId, reading: readings[at]! }));
    assert.equal(found.length, 14);
    for (const { number, messageId, reading } of found) judge(number, messageId, reading);
  });
}

function judge(number: MessageNumber, messageId: string, reading: ThirdPartyReading): void {
  const [header, tipo, errore, consegna, prefix] = EXPECTED[number];
  assert.deepEqual(reading.defects, [], number);
  assert.equal(reading.type, 'multipart/signed', number);
  assert.equal(reading[number === 'M4' || number === 'M6' ? 'trasporto' : 'ricevuta'], header, number);
  assert.equal(reading[number === 'M4' || number === 'M6' ? 'ricevuta' : 'trasporto'], null, number);
  assert.equal(reading.messageId, `<${messageId}>`, number);
  assert.equal(reading.subject, `${prefix}: ${FACTS.subject}`, number);
  if (ENCLOSING.includes(number)) {
    assert.deepEqual(reading.original, [[`<${IDENTIFICATIVO}>`, FACTS.msgid]], number);
  }
  if (tipo === null) {
    assert.equal(reading.daticert, null, number);
    return;
  }
  assert.equal(reading.riferimento, FACTS.msgid, number);
  assert.deepEqual(
    reading.daticert,
    {
      tipo,
      errore,
      mittente: FACTS.sender,
      destinatari: FACTS.recipients.map(({ address, type }) => [address, type]),
      oggetto: FACTS.subject,
      gestore: ISSUER.name,
      giorno: '01/03/2026',
      ora: '10:00:00',
      identificativo: IDENTIFICATIVO,
      msgid: FACTS.msgid,
      consegna: consegna ? 'ufficio@pec.beta.example' : null,
    },
    number,
  );
}
