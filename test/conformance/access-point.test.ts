import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field } from '#mime';
import { type Daticert, readMessage } from '#pec';
import type { Step } from '#ports';
import { type Found, openWorld, type World } from '#testing';
import { ANNA, COMUNE, ELENA, MARIO, PIPPO, STUDIO, UFFICIO, VIRUS } from './case-table.ts';

const only = (found: readonly Found[], number: string): Found => {
  const matching = found.filter((each) => each.number === number);
  assert.equal(matching.length, 1, `one ${number}`);
  return matching[0]!;
};

async function accepted(world: World, letter: Parameters<World['submit']>[0]): Promise<Found> {
  await world.submit(letter);
  await world.settle();
  return only(await world.inbox(letter.mailFrom ?? letter.from), 'M1');
}

test('T17 a virus gives M3 with X-VerificaSicurezza and errore="virus"', async () => {
  const world = await openWorld();
  await world.submit({ from: MARIO, to: UFFICIO, body: VIRUS });
  const notice = only(await world.inbox(MARIO), 'M3');
  assert.match(notice.text, /^X-VerificaSicurezza: errore\r$/m);
  assert.match(notice.text, /^X-Ricevuta: non-accettazione\r$/m);
  assert.equal(notice.daticert?.errore, 'virus');
});

test('T18 neither M2 nor M3 carries the original', async () => {
  const world = await openWorld();
  await world.submit({ from: MARIO, to: UFFICIO, body: VIRUS });
  await world.submit({ from: MARIO, to: UFFICIO, headers: { Bcc: ELENA } });
  const found = await world.inbox(MARIO);
  assert.deepEqual(found.map(({ number }) => number).sort(), ['M2', 'M3']);
  for (const { message, text } of found) {
    assert.equal(message.originalCount, 0);
    assert.doesNotMatch(text, /postacert\.eml/);
  }
});

test('T19 the original refused for a virus is in the virus store as it was submitted, octet by octet', async () => {
  const world = await openWorld();
  const original = world.write({ from: MARIO, to: UFFICIO, body: `${VIRUS}\r\n\xe8 finita\r\n` });
  await world.submit({ from: MARIO, to: UFFICIO, raw: original });
  const { inspect } = world.member('alfa').disk;
  const [kept] = await inspect.quarantined(9);
  const message = await inspect.message(kept!.messageId);
  assert.deepEqual(await world.member('alfa').process.blobs.bytes(message!.rope, 1_000_000), original);
  assert.deepEqual([kept!.point, kept!.sender, kept!.recipients], ['AP', MARIO, [UFFICIO]]);
});

test('T20 each accepted message has exactly one M1 and one M4', async () => {
  const world = await openWorld();
  for (let n = 0; n < 5; n++) await world.submit({ from: MARIO, to: [UFFICIO, COMUNE, PIPPO], subject: `n. ${n}` });
  await world.settle();
  const ids = (await world.log('alfa', 'Accettazione')).map(({ identificativo }) => identificativo);
  assert.equal(new Set(ids).size, 5);
  for (const id of ids) {
    const same = ({ daticert, number }: Found, wanted: string) => number === wanted && daticert?.identificativo === id;
    assert.equal((await world.inbox(MARIO)).filter((found) => same(found, 'M1')).length, 1);
    for (const address of [UFFICIO, COMUNE])
      assert.equal((await world.inbox(address)).filter((found) => same(found, 'M4')).length, 1);
  }
});

test('T21 nobody is told 250 before receipt, envelope, log, debts and jobs are committed together', async () => {
  const gate = Promise.withResolvers<void>();
  const steps: Step[] = [];
  const world = await openWorld({
    sabotage: {
      alfa: {
        store: (store) => ({
          ...store,
          async commit(step) {
            if (step.dispatches) {
              steps.push(step);
              await gate.promise;
            }
            return await store.commit(step);
          },
        }),
      },
    },
  });
  let answered = false;
  const answer = world.submit({ from: MARIO, to: UFFICIO }).finally(() => {
    answered = true;
  });
  while (steps.length === 0) await new Promise((resolve) => setImmediate(resolve));
  for (let turns = 0; turns < 50; turns++) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(answered, false);
  gate.resolve();
  assert.equal((await answer).code, 250);
  const [step] = steps;
  assert.equal(step!.messages?.length, 3);
  assert.deepEqual(step!.log?.map(({ event }) => event).sort(), ['Accettazione', 'BustaTrasporto']);
  assert.deepEqual(
    [step!.placements?.map(({ folder }) => folder), step!.track?.length, step!.jobs?.length],
    [['INBOX', 'Sent'], 1, 1],
  );
});

test('T21 a store or a scanner out of order gives 451, and nothing of the message is kept', async () => {
  const failing = { store: { commit: async () => Promise.reject(new Error('disk full')) } };
  let broken = false;
  const world = await openWorld({
    sabotage: {
      alfa: {
        store: (store) => ({ ...store, commit: (step) => (broken ? failing.store.commit() : store.commit(step)) }),
      },
    },
  });
  broken = true;
  assert.equal((await world.submit({ from: MARIO, to: UFFICIO })).code, 451);
  broken = false;
  world.scanners.set('alfa', { description: 'down', scan: async () => Promise.reject(new Error('no answer')) });
  assert.equal((await world.submit({ from: MARIO, to: UFFICIO })).code, 451);
  await world.advance('PT24H');
  assert.deepEqual(await world.numbers(MARIO), []);
  assert.deepEqual(world.wire, []);
});

test('T22 M1 says of each recipient whether it is certified or ordinary mail', async () => {
  const world = await openWorld();
  const { text } = await accepted(world, { from: MARIO, to: [UFFICIO, PIPPO] });
  assert.match(text, new RegExp(`${UFFICIO} \\("posta certificata"\\)`));
  assert.match(text, new RegExp(`${PIPPO} \\("posta ordinaria"\\)`));
});

test('T23 a domain is looked up in any letter case', async () => {
  const world = await openWorld();
  const { daticert } = await accepted(world, { from: MARIO, to: 'Ufficio@PEC.Beta.Example' });
  assert.deepEqual(daticert?.recipients, [{ address: 'Ufficio@PEC.Beta.Example', type: 'certificato' }]);
  assert.deepEqual(await world.numbers(UFFICIO), ['M4']);
});

test('T24 a subdomain of a managed domain is not certified', async () => {
  const world = await openWorld();
  const { daticert } = await accepted(world, { from: MARIO, to: 'x@sotto.pec.beta.example' });
  assert.deepEqual(daticert?.recipients, [{ address: 'x@sotto.pec.beta.example', type: 'esterno' }]);
});

test('T25 and T108: receipts go to the reverse path, never to Reply-To', async () => {
  const world = await openWorld();
  await accepted(world, { from: MARIO, to: UFFICIO, headers: { 'Reply-To': ANNA } });
  assert.deepEqual(await world.numbers(MARIO), ['M1', 'M11']);
  assert.deepEqual(await world.numbers(ANNA), []);
  for (const { message } of await world.inbox(MARIO))
    assert.equal(field(message.index.root, 'to')?.value.trim(), MARIO);
});

test('T26 recipients keep the type they had at acceptance, whatever the index says later', async () => {
  const world = await openWorld();
  world.member('beta').isUnreachable = true;
  await world.submit({ from: MARIO, to: [UFFICIO, 'ente@nuovo.example'] });
  const record = world.directory.records.get('gamma')!;
  const managedDomains = [...record.managedDomains, 'nuovo.example'];
  world.directory.records.set('gamma', { ...record, managedDomains });
  await world.refresh();
  await world.advance('PT13H');
  world.member('beta').isUnreachable = false;
  await world.advance('PT36H');
  const certified: Daticert['recipients'] = [
    { address: UFFICIO, type: 'certificato' },
    { address: 'ente@nuovo.example', type: 'esterno' },
  ];
  const found = (await world.inbox(MARIO)).filter(({ daticert }) => daticert);
  assert.deepEqual(found.map(({ number }) => number).sort(), ['M1', 'M11', 'M9']);
  for (const { daticert } of [...found, ...(await world.inbox(UFFICIO))])
    assert.deepEqual(daticert?.recipients, certified);
});

test('T32 every notice repeats the identificativo of the envelope, octet by octet', async () => {
  const world = await openWorld();
  const { identificativo } = await world.submit({ from: MARIO, to: [UFFICIO, STUDIO, 'nessuno@pec.beta.example'] });
  await world.settle();
  const found = [...(await world.inbox(MARIO)), ...(await world.service('alfa')), ...(await world.inbox(UFFICIO))];
  assert.deepEqual(found.map(({ number }) => number).sort(), ['M1', 'M11', 'M11', 'M14', 'M4', 'M5', 'M5']);
  for (const { message } of found) assert.equal(message.identificativo, identificativo);
});

test('T42 the envelope travels with MAIL FROM and RCPT TO of the submission', async () => {
  const world = await openWorld();
  await accepted(world, { from: MARIO, to: [UFFICIO, COMUNE], cc: ELENA });
  const sent = await world.sent('alfa', 'M4');
  for (const { mailFrom } of sent) assert.equal(mailFrom, MARIO);
  assert.deepEqual(sent.flatMap(({ recipients }) => recipients).sort(), [COMUNE, ELENA, UFFICIO]);
});

test('T53 header, text, certification data and log of one event tell the same instant', async () => {
  const world = await openWorld();
  world.clock.advance(12_345);
  await world.submit({ from: MARIO, to: UFFICIO });
  await world.settle();
  for (const [found, event, key] of [
    [(await world.inbox(MARIO))[0]!, 'Accettazione', 'alfa'],
    [(await world.inbox(UFFICIO))[0]!, 'BustaTrasporto', 'alfa'],
    [(await world.inbox(MARIO))[1]!, 'Consegna', 'beta'],
  ] as const) {
    const [record] = await world.log(key, event);
    assert.equal(record!.instant, world.clock.now());
    const { giorno, ora, zona } = found.daticert!;
    assert.deepEqual([giorno, ora, zona], ['02/03/2026', '09:00:12', '+0100']);
    assert.match(found.text, /^Date: Mon, 02 Mar 2026 09:00:12 \+0100\r$/m);
    assert.match(found.text, /Il giorno 02\/03\/2026 alle ore 09:00:12 \(\+0100\)/);
    assert.ok((await readMessage(found.bytes)).daticert?.ok);
  }
});

test('T143 a closed channel writes to its list and hears from it, and nobody else', async () => {
  const world = await openWorld();
  const sportello = 'sportello@chiuso.beta.example';
  await world.submit({ from: sportello, to: ANNA });
  await world.submit({ from: sportello, to: MARIO });
  await world.submit({ from: ANNA, to: sportello });
  await world.submit({ from: MARIO, to: sportello });
  await world.settle();
  assert.deepEqual([...(await world.numbers(sportello))].sort(), ['M1', 'M11', 'M2', 'M4']);
  assert.deepEqual([...(await world.numbers(ANNA))].sort(), ['M1', 'M11', 'M4']);
  assert.deepEqual([...(await world.numbers(MARIO))].sort(), ['M1', 'M14']);
});
