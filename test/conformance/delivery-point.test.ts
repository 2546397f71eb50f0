import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field } from '#mime';
import type { DeliverWork, Step } from '#ports';
import { type Found, openWorld, type World, type WorldOptions } from '#testing';
import { ANNA, ELENA, lastSent, lose, MARIO, UFFICIO } from './case-table.ts';
import { forge, inDaticert } from './forge.ts';

async function delivered(letter: Parameters<World['submit']>[0], options: WorldOptions = {}) {
  const world = await openWorld(options);
  const original = world.write(letter);
  await world.submit({ ...letter, raw: original });
  await world.settle();
  const receipts = (await world.inbox(letter.from)).filter(({ number }) => /^M1[1-4]$/.test(number));
  return { world, original, receipts };
}

const receiptOf = (receipts: readonly Found[], address: string): Found => {
  const found = receipts.filter(({ daticert }) => daticert?.consegna === address);
  assert.equal(found.length, 1, `one receipt for ${address}`);
  return found[0]!;
};

const enclosed = ({ message, bytes }: Found): string =>
  message.original === undefined
    ? ''
    : Buffer.from(bytes.subarray(message.original.start, message.original.end)).toString('latin1');

test('T92 the receipt is born in the very commit that puts the message into the mailbox', async () => {
  const steps: Step[] = [];
  const remember = (step: Step): Step => {
    steps.push(step);
    return step;
  };
  const options: WorldOptions = {
    sabotage: { beta: { store: (store) => ({ ...store, commit: (step) => store.commit(remember(step)) }) } },
  };
  await delivered({ from: MARIO, to: [UFFICIO, ELENA] }, options);
  const issuing = steps.filter(({ log = [] }) => log.some(({ event }) => event === 'Consegna'));
  assert.equal(issuing.length, 1);
  assert.deepEqual(issuing[0]!.placements?.map(({ mailbox }) => mailbox).sort(), [ELENA, UFFICIO].sort());
});

test('T92 a power cut at the moment of delivery leaves both the message and its receipt, or neither', async () => {
  for (const survivors of [0, 1]) {
    const world = await openWorld();
    const { inspect } = world.member('beta').disk;
    await world.submit({ from: MARIO, to: UFFICIO });
    const held = Promise.withResolvers<void>();
    const { store } = world.member('beta').process;
    const { commit } = store;
    store.commit = (step) => {
      if (!step.log?.some(({ event }) => event === 'Consegna')) return commit(step);
      const answer = commit(step);
      void world
        .member('beta')
        .crash(() => survivors)
        .then(held.resolve);
      return answer;
    };
    const quiet = world.settle();
    await held.promise;
    const copies = (await inspect.items(UFFICIO, 'INBOX')).length;
    const receipts = (await inspect.searchLog({ event: 'Consegna', limit: 9 })).length;
    assert.deepEqual([copies, receipts], [survivors, survivors]);
    await quiet;
    await world.advance('PT1H');
    assert.deepEqual(await world.numbers(UFFICIO), ['M4']);
    assert.deepEqual(await world.numbers(MARIO), ['M1', 'M11']);
  }
});

test('T93 the copy in the mailbox has the octets the incoming point verified', async () => {
  const { world } = await delivered({
    from: MARIO,
    to: UFFICIO,
    body: 'perch\xe9\r\n',
    headers: { 'Content-Transfer-Encoding': '8bit' },
  });
  const sent = await lastSent(world, 'alfa', 'M4');
  const [copy] = await world.inbox(UFFICIO);
  assert.ok(Buffer.from(copy!.bytes).subarray(-sent.message.length).equals(Buffer.from(sent.message)));
});

test('T94 one receipt for each recipient, which names it', async () => {
  const { receipts } = await delivered({ from: MARIO, to: [UFFICIO, ELENA, ANNA] });
  assert.deepEqual(receipts.map(({ daticert }) => daticert?.consegna).sort(), [ANNA, ELENA, UFFICIO].sort());
});

test('T95 and T96: completa, the receipt of a primary recipient carries the original, that of a copy does not', async () => {
  const { original, receipts } = await delivered({ from: MARIO, to: UFFICIO, cc: ELENA, body: 'Allegato.\r\n' });
  const body = Buffer.from(original).toString('latin1').split('\r\n\r\n')[1]!;
  const inside = enclosed(receiptOf(receipts, UFFICIO));
  assert.ok(inside.endsWith(body));
  const [header] = inside.split('\r\n\r\n');
  assert.deepEqual(
    header!.split('\r\n').filter((line) => !/^(Message-ID|X-Riferimento-Message-ID):/.test(line)),
    Buffer.from(original)
      .toString('latin1')
      .split('\r\n\r\n')[0]!
      .split('\r\n')
      .filter((line) => !/^Message-ID:/.test(line)),
  );
  assert.equal(receiptOf(receipts, ELENA).message.originalCount, 0);
});

test('T97 a recipient in both To and Cc, or in neither as it is written, gets the original back', async () => {
  const both = await delivered({ from: MARIO, to: UFFICIO, cc: UFFICIO, rcpt: UFFICIO });
  assert.equal(receiptOf(both.receipts, UFFICIO).message.originalCount, 1);
  const shouting = await delivered({ from: MARIO, to: UFFICIO.toUpperCase(), rcpt: UFFICIO });
  assert.equal(receiptOf(shouting.receipts, UFFICIO).message.originalCount, 1);

  const world = await openWorld();
  lose(world, 'M4');
  await world.submit({ from: MARIO, to: ELENA, cc: UFFICIO });
  await world.settle();
  world.fate = () => 'arrives';
  const sent = await lastSent(world, 'alfa', 'M4');
  const header = (text: string) => text.replace(/^Cc: .*\r\n/m, `Cc: ${ANNA}\r\n`);
  const signedBy = { keys: 'alfa', certificate: world.directory.certificateOf('alfa') };
  const message = await forge(sent.message, { header, signedBy, at: world.clock.now() });
  await world.transmit('beta', { mailFrom: MARIO, recipients: [UFFICIO], message });
  await world.settle();
  assert.equal(receiptOf(await world.inbox(MARIO), UFFICIO).message.originalCount, 1);
});

const ATTACHED =
  '--p\r\nContent-Type: text/plain\r\n\r\nVedi allegato.\r\n' +
  '--p\r\nContent-Type: application/pdf; name="atto.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\nSGVsbG8=\r\n--p--\r\n';
const MULTIPART = { 'Content-Type': 'multipart/mixed; boundary="p"' };

test('T98 and T102: breve, attachments come back as hashes to the sender, for a copy recipient nothing does', async () => {
  const headers = { ...MULTIPART, 'X-TipoRicevuta': 'breve' };
  const { receipts } = await delivered({ from: MARIO, to: UFFICIO, cc: ELENA, body: ATTACHED, headers });
  const inside = enclosed(receiptOf(receipts, UFFICIO));
  assert.match(inside, /atto\.pdf\.hash/);
  assert.match(inside, /\r\n\r\n[0-9a-f]{40}\r\n--p--/);
  assert.doesNotMatch(inside, /SGVsbG8=/);
  assert.equal(receiptOf(receipts, ELENA).message.originalCount, 0);
  assert.equal(receiptOf(receipts, ELENA).daticert?.receiptType, 'breve');
});

test('T103 sintetica: no original for primary and copy recipients', async () => {
  const { receipts } = await delivered({
    from: MARIO,
    to: UFFICIO,
    cc: ELENA,
    headers: { 'X-TipoRicevuta': 'sintetica' },
  });
  for (const address of [UFFICIO, ELENA]) assert.equal(receiptOf(receipts, address).message.originalCount, 0);
});

test('T104 an unknown mailbox gives no-dest, with the code 5.1.1 in text and certification data', async () => {
  const { receipts } = await delivered({ from: MARIO, to: 'nessuno@pec.beta.example' });
  const { daticert, text, number } = receiptOf(receipts, 'nessuno@pec.beta.example');
  assert.deepEqual([number, daticert?.errore], ['M14', 'no-dest']);
  assert.match(daticert?.erroreEsteso ?? '', /^5\.1\.1 - /);
  assert.match(text.slice(0, text.indexOf('daticert.xml')), /5\.1\.1/);
});

test('T105 a full mailbox gives altro, and the next message that fits is delivered', async () => {
  const world = await openWorld();
  await world.change(UFFICIO, { quotaBytes: 12_000 });
  await world.submit({ from: MARIO, to: UFFICIO, body: 'x'.repeat(70).concat('\r\n').repeat(200) });
  await world.settle();
  const failure = receiptOf(await world.inbox(MARIO), UFFICIO);
  assert.deepEqual([failure.number, failure.daticert?.errore], ['M14', 'altro']);
  await world.submit({ from: MARIO, to: UFFICIO });
  await world.settle();
  assert.deepEqual(await world.numbers(UFFICIO), ['M4']);
});

test('C27 a mailbox that was suspended a moment ago is told as suspended, not as full', async () => {
  const world = await openWorld();
  await world.submit({ from: MARIO, to: UFFICIO });
  await world.settle();
  const { inspect } = world.member('beta').disk;
  const mailbox = (await inspect.mailbox(UFFICIO))!;
  // By another process: this one still remembers it as it was.
  await inspect.commit({ accounts: [{ kind: 'put-mailbox', mailbox: { ...mailbox, status: 'suspended' } }] });
  await world.submit({ from: MARIO, to: UFFICIO, subject: 'dopo' });
  await world.settle();
  const failure = (await world.inbox(MARIO)).find(({ number }) => number === 'M14');
  assert.match(failure?.daticert?.erroreEsteso ?? '', /^5\.2\.1 - /);
});

test('T105 certified mail may fill the reserve behind the quota, ordinary mail may not; when the reserve is full too, altro', async () => {
  const world = await openWorld({ quotaReserve: { percent: 100, leastBytes: 0 } });
  await world.change(UFFICIO, { quotaBytes: 10_000 });
  for (const subject of ['entra', 'nella riserva', 'non entra']) {
    await world.submit({ from: MARIO, to: UFFICIO, subject, body: 'Buongiorno.\r\n'.repeat(200) });
    await world.settle();
    if (subject === 'nella riserva') await world.sendOrdinary({ from: 'pippo@posta.example', to: UFFICIO });
    await world.settle();
  }
  const subjects = (await world.inbox(UFFICIO)).map((found) => found.subject);
  assert.deepEqual(subjects, ['POSTA CERTIFICATA: entra', 'POSTA CERTIFICATA: nella riserva']);
  const { usedBytes } = await world.member('beta').disk.inspect.mailboxUse(UFFICIO);
  assert.ok(usedBytes > 10_000 && usedBytes <= 20_000, `${usedBytes} octets`);
  assert.equal((await world.log('beta', 'ConsegnaImpossibile')).length, 1);
  assert.deepEqual([...(await world.numbers(MARIO))].sort(), ['M1', 'M1', 'M1', 'M11', 'M11', 'M14']);
});

test('T106 after a failure no receipt, and after a receipt no failure, whatever comes again', async () => {
  const world = await openWorld();
  await world.change(ELENA, { status: 'suspended' });
  await world.submit({ from: MARIO, to: [UFFICIO, ELENA] });
  await world.settle();
  await world.change(ELENA, { status: 'active' });
  await world.change(UFFICIO, { status: 'suspended' });
  const { message, recipients } = await lastSent(world, 'alfa', 'M4');
  await world.transmit('beta', { mailFrom: MARIO, recipients, message });
  await world.settle();
  assert.deepEqual([...(await world.numbers(MARIO))].sort(), ['M1', 'M11', 'M14']);
  assert.deepEqual(await world.numbers(ELENA), []);
});

test('T106 a second delivery job for the same recipient, by whatever fault it came, gives no second outcome', async () => {
  const works: DeliverWork[] = [];
  const remember = (step: Step): Step => {
    for (const { work } of step.jobs ?? []) if (work.kind === 'deliver') works.push(work);
    return step;
  };
  const { world } = await delivered(
    { from: MARIO, to: UFFICIO },
    { sabotage: { beta: { store: (store) => ({ ...store, commit: (step) => store.commit(remember(step)) }) } } },
  );
  const { store, issuing } = world.member('beta').process;
  assert.equal(works.length, 1);
  const expiresAt = world.clock.now() + 86_400_000;
  await store.commit({
    jobs: [{ id: 'again', work: works[0]!, queue: 'deliver', runAt: world.clock.now(), expiresAt }],
  });
  await world.settle();
  assert.deepEqual(await world.numbers(MARIO), ['M1', 'M11']);
  assert.deepEqual(await world.numbers(UFFICIO), ['M4']);
  assert.equal((await store.searchLog({ event: 'Consegna', limit: 10 })).length, 1, issuing.issuer.name);
});

test('T107 an anomaly that cannot be delivered causes no PEC notice', async () => {
  const world = await openWorld();
  lose(world, 'M4');
  await world.submit({ from: MARIO, to: 'nessuno@pec.beta.example' });
  await world.settle();
  world.fate = () => 'arrives';
  const { message, recipients } = await lastSent(world, 'alfa', 'M4');
  const edit = inDaticert((xml) => xml.replace('</dati>', ''));
  const signedBy = { keys: 'alfa', certificate: world.directory.certificateOf('alfa') };
  await world.transmit('beta', {
    mailFrom: MARIO,
    recipients,
    message: await forge(message, { edit, signedBy, at: world.clock.now() }),
  });
  await world.settle();
  assert.equal((await world.log('beta', 'ConsegnaImpossibile')).length, 1);
  const issued = (await world.log('beta')).filter(({ event }) =>
    ['PresaInCarico', 'Consegna', 'MancataConsegna'].includes(event),
  );
  assert.deepEqual(issued, []);
});

test('T108 the receipt goes to MAIL FROM of the envelope, not to its Reply-To', async () => {
  const { world, receipts } = await delivered({ from: MARIO, to: UFFICIO, headers: { 'Reply-To': ANNA } });
  assert.equal(field(receipts[0]!.index.root, 'to')?.value.trim(), MARIO);
  assert.deepEqual(await world.numbers(ANNA), []);
});
