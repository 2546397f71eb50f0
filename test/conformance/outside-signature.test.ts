import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latin1ToString, toLatin1 } from '#mime';
import { MARIO, UFFICIO } from './case-table.ts';
import { inDaticert } from './forge.ts';
import { assertAnomalyOnly, intercepted } from './intercept.ts';

const FRAME = /boundary="(----=_s_[^"]+)"/;
const PHISHING = 'Content-Type: text/html\r\n\r\n<p>Paghi qui</p>\r\n';

/** What whoever passes an envelope on can change of it without touching a signed octet. */
const changes: readonly (readonly [title: string, error: RegExp, change: (text: string) => string])[] = [
  [
    'a part put behind the signature',
    /: una parte del messaggio è fuori dalla firma$/,
    (text) => {
      const boundary = FRAME.exec(text)![1]!;
      return text.replace(`\r\n--${boundary}--`, `\r\n--${boundary}\r\n${PHISHING}\r\n--${boundary}--`);
    },
  ],
  [
    'a second Content-Type',
    /: il campo Content-Type è presente più di una volta$/,
    (text) => text.replace(/boundary="----=_s_[^"]+"\r\n/, '$&Content-Type: text/html\r\n'),
  ],
  [
    'a second boundary',
    /: il campo Content-Type indica più di un delimitatore$/,
    (text) => text.replace(FRAME, "$&; boundary*=us-ascii''altro"),
  ],
  [
    'a second Message-ID',
    /: il campo Message-ID è presente più di una volta$/,
    (text) => text.replace(/\r\nMessage-ID: .*/, '$&\r\nMessage-ID: <altro@altrove.example>'),
  ],
  [
    'a second address in From',
    /: il campo From non contiene esattamente un indirizzo$/,
    (text) => text.replace(/\r\nFrom: .*/, '$&, <altro@altrove.example>'),
  ],
  ...['sindaco@governo.example', 'sindaco\uff20governo.example', 'x'].map(
    (name) =>
      [
        `somebody else in the name of From (${name})`,
        /: il nome del campo From non è "Per conto di: <mittente>"$/,
        (text: string) => {
          const shown = name === 'x' ? `x${MARIO}` : `${name} ${MARIO}`;
          const encoded = `=?utf-8?B?${Buffer.from(`Per conto di: ${shown}`).toString('base64')}?=`;
          return text.replace(`"Per conto di: ${MARIO}"`, encoded);
        },
      ] as const,
  ),
];

for (const [title, error, change] of changes) {
  test(`an envelope that gained ${title} on its way is an anomaly`, async () => {
    const { world, deliver, message } = await intercepted();
    const text = latin1ToString(message);
    assert.notEqual(change(text), text);
    await deliver(toLatin1(change(text)));
    await assertAnomalyOnly(world, error);
  });
}

test("a holder's name beside his address, and a preamble, are no anomaly: providers write them", async () => {
  const { world, deliver, message } = await intercepted();
  const text = latin1ToString(message)
    .replace(`"Per conto di: ${MARIO}"`, `"Per conto di: Mario Rossi (${MARIO})"`)
    .replace(/\r\n\r\n------=_s_/, '\r\n\r\nThis is an S/MIME signed message$&');
  await deliver(toLatin1(text));
  assert.deepEqual(await world.numbers(UFFICIO), ['M4']);
});

const INFECTED = { description: 'all is infected', scan: async () => ({ infected: true, virus: 'Prova' }) as const };

test('a well signed envelope that is wrong and infected reaches nobody: quarantine, no notice, no anomaly', async () => {
  const { world, deliver, forged, signedBy } = await intercepted();
  world.scanners.set('beta', INFECTED);
  const edit = (signed: string) => signed.replaceAll('"daticert.xml"', '"altro.xml"');
  const [reply] = await deliver(await forged({ edit, signedBy }));
  assert.equal(reply!.outcome, 'sent');
  assert.deepEqual(await world.numbers(UFFICIO), []);
  const kept = await world.member('beta').disk.inspect.quarantined(9);
  assert.deepEqual(
    kept.map(({ recipients, virus, point }) => [recipients, virus, point]),
    [[[UFFICIO], 'Prova', 'InP']],
  );
  const [told] = await world.log('beta', 'Quarantena');
  assert.deepEqual([told!.mittente, told!.virus], [MARIO, 'Prova']);
  assert.match(told!.erroreEsteso!, /^busta di trasporto non corretta: manca daticert\.xml$/);
  assert.deepEqual(await world.log('beta', 'BustaAnomalia'), []);
  await world.advance('PT25H');
  assert.deepEqual(await world.numbers(MARIO), ['M1', 'M9', 'M10']);
});

test('an identificativo used again with an infected content: quarantine, also where some recipients are new', async () => {
  const both = { from: MARIO, to: [UFFICIO, 'elena@pec.beta.example'] };
  const { world, deliver, message, forged, signedBy } = await intercepted(both);
  await deliver(message, [UFFICIO]);
  world.scanners.set('beta', INFECTED);
  const other = await forged({ edit: inDaticert((xml) => xml.replace('<dati>', ' <dati>')), signedBy });
  for (const to of [[UFFICIO], both.to]) {
    const [reply] = await deliver(other, to);
    assert.equal(reply!.outcome, 'sent', reply!.reply);
  }
  assert.deepEqual(await world.numbers(UFFICIO), ['M4']);
  assert.deepEqual(await world.numbers('elena@pec.beta.example'), []);
  const kept = await world.member('beta').disk.inspect.quarantined(9);
  assert.deepEqual(kept.map(({ recipients }) => recipients.join()).sort(), [
    'elena@pec.beta.example',
    UFFICIO,
    UFFICIO,
  ]);
});
