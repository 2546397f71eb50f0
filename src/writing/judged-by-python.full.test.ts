import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { concat } from '#mime';
import { T0 } from '#testing';
import { cleanHtml } from './clean-html.ts';
import { composeLetter } from './compose-letter.ts';
import { fileName } from './header-fields.ts';

/** Reads letters with the standard library of Python, told as JSON what each holds. */
const JUDGE = `
import email, email.policy, json, sys, hashlib
out = []
for path in sys.argv[1:]:
    octets = open(path, 'rb').read()
    m = email.message_from_bytes(octets, policy=email.policy.default)
    parts = [p for p in m.walk() if not p.is_multipart() and p.get_content_type() != 'message/rfc822']
    out.append({
        'from': m['from'].addresses[0].addr_spec, 'name': m['from'].addresses[0].display_name,
        'to': [a.addr_spec for a in m['to'].addresses], 'subject': m['subject'],
        'defects': [str(d) for p in m.walk() for d in p.defects],
        'types': [p.get_content_type() for p in m.walk()],
        'text': m.get_body(('plain',)).get_content(),
        'file': parts[-1].get_filename(), 'digest': hashlib.sha256(parts[-1].get_payload(decode=True)).hexdigest(),
        'lines': max(len(l) for l in octets.split(b'\\r\\n')),
    })
print(json.dumps(out))
`;

test('letters of every kind are read by another language as they were written', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-letters-'));
  try {
    const printable = fc.string({ unit: 'grapheme', maxLength: 200 }).map((text) =>
      text
        .toWellFormed()
        .replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu, '')
        .replace(/\s+/g, ' ')
        .trim(),
    );
    const sample = fc.sample(
      fc.record({
        holder: printable,
        subject: printable,
        lines: fc.array(printable, { minLength: 1, maxLength: 8 }),
        file: printable,
        to: fc.array(
          fc.stringMatching(/^[a-z][a-z0-9.]{0,5}[a-z]@[a-z]{1,20}\.example$/).filter((one) => !one.includes('..')),
          { minLength: 1, maxLength: 12 },
        ),
        octets: fc.uint8Array({ maxLength: 500 }),
        isHtml: fc.boolean(),
      }),
      { numRuns: 200, seed: 7 },
    );
    const paths = sample.map(({ holder, subject, lines, file, to, octets, isHtml }, at) => {
      const text = `${lines.join('\n')}\n`;
      const path = join(folder, `${at}.eml`);
      const rope = [
        Buffer.from(
          Buffer.from(octets)
            .toString('base64')
            .replace(/.{1,76}/g, '$&\r\n'),
        ),
      ];
      const letter = composeLetter({
        from: { name: holder, address: 'mario.rossi@pec.alfa.example' },
        ...{
          to,
          cc: [],
          subject,
          receiptType: 'completa',
          text,
          at: T0,
          messageId: `${at}@pec.alfa.example`,
          seed: `s${at}`,
        },
        ...(isHtml && { html: cleanHtml(text, 's').html }),
        parts: [{ name: fileName(file), type: 'application/pdf', encoding: 'base64', rope }],
      });
      writeFileSync(path, concat(letter as Uint8Array[]));
      return path;
    });
    const told = JSON.parse(execFileSync('python3', ['-c', JUDGE, ...paths], { encoding: 'utf8', maxBuffer: 1e8 }));
    for (const [at, { holder, subject, lines, file, to, octets }] of sample.entries()) {
      const read = told[at];
      assert.deepEqual(read.defects, [], paths[at]);
      assert.deepEqual(
        [read.from, read.name, read.to, read.subject],
        ['mario.rossi@pec.alfa.example', holder, to, subject],
      );
      assert.equal(read.text.replaceAll('\r\n', '\n').trimEnd(), lines.join('\n').trimEnd());
      assert.equal(read.file, fileName(file));
      assert.equal(read.digest, hash('sha256', octets));
      assert.ok(read.lines <= 998);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
