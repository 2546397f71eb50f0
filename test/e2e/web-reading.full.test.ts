import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Chain, type Endpoint, endpoints, type Folder, type MailRow, type MessageView } from '#contract';
import { signIn, type WebSession } from './browser-session.ts';
import { startCountry, type TestCountry } from './country.ts';
import { letter } from './mail.ts';
import { until } from './poll.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const OFFICINE = 'officine.ferri@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';

let country: TestCountry;
let mario: WebSession;
let officine: WebSession;
let bianchi: WebSession;
before(async () => {
  country = await startCountry();
  [mario, officine, bianchi] = await Promise.all([
    signIn(country.alfa, MARIO),
    signIn(country.alfa, OFFICINE),
    signIn(country.beta, BIANCHI),
  ]);
});
after(() => country?.[Symbol.asyncDispose]());

interface List {
  readonly total: number;
  readonly rows: readonly MailRow[];
}
const folderOf = async (who: WebSession, use: Folder['use']) =>
  (await who.json<Folder[]>(`GET /mailboxes/${who.mailbox}/folders`)).find((one) => one.use === use)!.id;
const listOf = async (who: WebSession, folder: string, query = '') =>
  await who.json<List>(`GET /mailboxes/${who.mailbox}/folders/${folder}/messages${query}`);

/** `identificativo` of a message that was sent and delivered. */
async function exchange(subject: string): Promise<string> {
  const reply = await country.submit({ from: MARIO, to: [BIANCHI] }, letter(MARIO, [BIANCHI], subject));
  const identificativo = /<([^>]+)>/.exec(reply)![1]!;
  await until('it was delivered', async () => {
    const chain = await mario.json<Chain>(`GET /mailboxes/${mario.mailbox}/sent/${identificativo}`);
    return chain.state === 'delivered';
  });
  return identificativo;
}

test('a page that is open is told of each step until the message was delivered, and the receiver reads it as certified', async () => {
  const changes = await mario.ask(`GET /mailboxes/${mario.mailbox}/changes`);
  assert.match(changes.headers.get('content-type') ?? '', /^text\/event-stream/);
  const heard: string[] = [];
  const reader = changes.body!.pipeThrough(new TextDecoderStream()).getReader();
  const hearing = (async () => {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      heard.push(value);
    }
  })();
  const identificativo = await exchange('Perizia n. 7');
  await until('the page heard of the chain', async () =>
    heard.join('').includes(`"identificativo":"${identificativo}"`),
  );
  await until('and of the folder', async () => heard.join('').includes('"kind":"folder"'));
  await reader.cancel();
  await hearing;

  const inbox = await folderOf(bianchi, 'inbox');
  const row = (await listOf(bianchi, inbox)).rows.find(({ subject }) => subject === 'Perizia n. 7')!;
  assert.deepEqual([row.kind, row.from.address, row.isSeen], ['certified', MARIO, false]);
  const path = `/mailboxes/${bianchi.mailbox}/folders/${inbox}/messages/${row.uid}`;
  const view = await bianchi.json<MessageView>(`GET ${path}`);
  assert.equal(view.trust.level, 'certified');
  assert.ok(view.trust.checks.length === 7 && view.trust.checks.every(({ ok }) => ok));
  assert.equal((await listOf(bianchi, inbox)).rows.find(({ uid }) => uid === row.uid)?.isSeen, true);
  const daticert = await bianchi.json<{ kind: string }>(`GET ${path}/parts/${view.certification!.part}/view`);
  assert.equal(daticert.kind, 'daticert');
});

test('what stands in the mailbox comes by ranges, exactly', async () => {
  const sent = await folderOf(mario, 'sent');
  await exchange('Intervalli');
  const row = (await listOf(mario, sent)).rows[0]!;
  const path = `/mailboxes/${mario.mailbox}/folders/${sent}/messages/${row.uid}/raw`;
  const whole = Buffer.from(await (await mario.ask(`GET ${path}?download=true`)).arrayBuffer());
  assert.equal(whole.length, row.size);
});

test('a receipt that was deleted comes back, and the dossier is one archive', async () => {
  const identificativo = await exchange('Ricevute perdute');
  const inbox = await folderOf(mario, 'inbox');
  const { rows } = await listOf(mario, inbox, '?fold=false');
  const lost = rows.filter(({ thread }) => thread === identificativo).map(({ uid }) => uid);
  assert.equal(lost.length, 2);
  const remove = (folder: string, uids: number[]) =>
    mario.json<{ movedTo: string; uids: number[] }>(`POST /mailboxes/${mario.mailbox}/messages/delete`, {
      folder,
      uids,
    });
  const { movedTo, uids } = await remove(inbox, lost);
  await remove(movedTo, uids);
  const path = `/mailboxes/${mario.mailbox}/sent/${identificativo}`;
  const told = await mario.json<{ receipts: { isOriginal: boolean; name: string }[]; chain: Chain }>(
    `POST ${path}/reproduce`,
  );
  assert.deepEqual(
    told.receipts.map(({ isOriginal }) => isOriginal),
    [true, true],
  );
  assert.equal(told.chain.recipients[0]?.steps.at(-1)?.proof.kind, 'in-box');
  const receipt = await mario.ask(`GET ${path}/reproduced/${told.receipts[0]!.name}`);
  assert.match(await receipt.text(), /X-Ricevuta:/);
  const dossier = await mario.ask(`GET /mailboxes/${mario.mailbox}/dossiers/${identificativo}`);
  assert.equal(dossier.headers.get('content-type'), 'application/zip');
  assert.equal(
    Buffer.from(await dossier.arrayBuffer())
      .subarray(0, 2)
      .toString(),
    'PK',
  );
});

/** Bodies that name a folder, as somebody writes them. */
const BODIES: Readonly<Record<string, (folder: string) => unknown>> = {
  'POST /mailboxes/{mailbox}/folders': () => ({ name: 'Nuova' }),
  'PATCH /mailboxes/{mailbox}/folders/{folder}': () => ({ name: 'Altra' }),
  'POST /mailboxes/{mailbox}/messages/flags': (folder) => ({ folder, uids: [1], add: ['seen'] }),
  'POST /mailboxes/{mailbox}/messages/move': (folder) => ({ folder, uids: [1], to: folder }),
  'POST /mailboxes/{mailbox}/messages/delete': (folder) => ({ folder, uids: [1] }),
  'POST /mailboxes/{mailbox}/messages/export': (folder) => ({ folder, uids: [1] }),
};

test('nothing of another mailbox can be reached, by whatever endpoint, with his mailbox or with mine', async () => {
  const identificativo = await exchange('Riservata');
  const sent = await folderOf(mario, 'sent');
  const uid = (await listOf(mario, sent)).rows[0]!.uid;
  const before = await listOf(mario, sent);
  const table: readonly Endpoint[] = endpoints.mail;
  const fill = (path: string, mailbox: string) =>
    path
      .replace('{mailbox}', mailbox)
      .replace('{folder}', sent)
      .replace('{uid}', `${uid}`)
      .replace('{part}', '1')
      .replace('{identificativo}', identificativo)
      .replace('{name}', 'accettazione-1.eml')
      .replace('{thread}', encodeURIComponent(identificativo));
  for (const { method, path } of table.filter((one) => one.path.includes('{mailbox}'))) {
    const body = BODIES[`${method} ${path}`]?.(sent);
    const withHis = await officine.ask(`${method} ${fill(path, mario.mailbox)}`, body);
    assert.equal(withHis.status, 404, `${method} ${path}`);
    await withHis.body?.cancel();
    const names = /\{(folder|identificativo|thread)\}/.test(path) || path.includes('/messages/');
    if (!names) continue;
    const withMine = await officine.ask(`${method} ${fill(path, officine.mailbox)}`, body);
    if (path.includes('{thread}')) assert.deepEqual(await withMine.json(), [], path);
    else assert.equal(withMine.status, 404, `${method} ${path}: ${withMine.status}`);
  }
  assert.deepEqual(await listOf(mario, sent), before);
});

test('nobody who is not signed in, or whose session has no token against forgery, changes anything', async () => {
  const sent = await folderOf(mario, 'sent');
  const url = `${country.alfa.web}/api/v1/mailboxes/${mario.mailbox}/messages/flags`;
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ folder: sent, uids: [1] }),
  };
  assert.equal((await fetch(url, init)).status, 401);
});
