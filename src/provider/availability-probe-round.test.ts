import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Submitted } from '#adapters/relay-smtp';
import { systemRandom } from '#config';
import type { Dispatch } from '#ports';
import { mailboxStep, openMailRoom, sampleDispatch, sampleMailbox, sampleMessage, samplePlacement } from '#testing';
import { openProbeBoxes } from './availability-probe-boxes.ts';
import { PROBE_SUBJECT, probeOnce } from './availability-probe-round.ts';

const ID = 'opec1@gestore-alfa.example';
const FROM = 'da@pec.alfa.example';
const TO = 'a@pec.alfa.example';
const TAKEN: Submitted = { outcome: 'taken', reply: `250 2.6.0 <${ID}> preso in carico` };

type Arrival = readonly [box: 'da' | 'a', folder: string, keyword: string, thread: string | undefined];

const M1: Arrival = ['da', 'INBOX', '$PEC-accettazione', ID];
const SENT: Arrival = ['da', 'Sent', '$PEC-inviato', ID];
const M4: Arrival = ['a', 'INBOX', '$PEC-busta', ID];
const M11: Arrival = ['da', 'Ricevute', '$PEC-consegna', ID];

/** Two mailboxes in which things arrive, one at each look. */
async function room(arrivals: readonly Arrival[], submitted: Submitted = TAKEN) {
  const mail = openMailRoom();
  await mail.commit(mailboxStep(sampleMailbox('da'), sampleMailbox('a')));
  let now = 0;
  let count = 0;
  const waiting = [...arrivals];
  const submissions: string[] = [];
  async function arrive([box, folder, keyword, thread]: Arrival) {
    const id = `m-${++count}`;
    const placement = samplePlacement(box, id, { folder, flags: [keyword], ...(thread && { thread }), size: 1 });
    await mail.commit({ messages: [sampleMessage(id)], placements: [placement] });
  }
  const dispatches = new Map<string, Dispatch>();
  const store = Object.assign(Object.create(mail) as typeof mail, {
    folders: mail.folders.bind(mail),
    changes: mail.changes.bind(mail),
    expunge: mail.expunge.bind(mail),
    dispatch: async (identificativo: string) => dispatches.get(identificativo),
  });
  const boxes = openProbeBoxes(
    store,
    { from: 'da', to: 'a' },
    ({ sender, subject }) => sender === FROM && subject === PROBE_SUBJECT,
  );
  return {
    ...{ arrive, boxes, dispatches, submissions },
    left: async () => {
      const folders = (await Promise.all(['da', 'a'].map((box) => mail.folders(box)))).flat();
      const items = await Promise.all(folders.map(async ({ id }) => (await mail.changes(id, 0))?.items ?? []));
      return items.flat().map(({ thread }) => thread);
    },
    probe: () =>
      probeOnce(
        { from: FROM, to: TO, patienceMs: 1_000 },
        {
          ...{ boxes, legalTime: { now: () => 0 }, monotonic: { now: () => now }, random: systemRandom() },
          async submit(message) {
            submissions.push(Buffer.from(message).toString());
            return submitted;
          },
          async pause(ms) {
            now += ms;
            const next = waiting.shift();
            if (next) await arrive(next);
          },
        },
      ),
  };
}

test('a probe is good once its receipts and its envelope are there, and it leaves nothing behind', async () => {
  const { probe, boxes, left, submissions } = await room([SENT, M1, M4, M11]);
  assert.deepEqual(await probe(), { kind: 'good', tookMs: 400 });
  assert.match(submissions[0]!, /^From: da@pec\.alfa\.example\r\nTo: a@pec\.alfa\.example\r\n/);
  assert.equal((await left()).length, 4);
  await boxes.clear();
  assert.deepEqual(await left(), []);
});

test('where it ends tells which points do not work', async () => {
  const points = async (arrivals: readonly Arrival[], submitted?: Submitted) => {
    const outcome = await (await room(arrivals, submitted)).probe();
    return outcome.kind === 'failed' ? outcome.points.join() : outcome.kind;
  };
  assert.equal(await points([], { outcome: 'failed', reply: '451 later' }), 'AP');
  assert.equal(await points([SENT]), 'AP');
  assert.equal(await points([SENT, M1]), 'InP,DP');
  assert.equal(await points([SENT, M1, M4]), 'InP,DP');
  assert.equal(await points([SENT, M1, ['da', 'INBOX', '$PEC-mancata-consegna', ID]]), 'DP');
  assert.equal(await points([], { outcome: 'refused', reply: '535 wrong' }), 'unable');
  assert.equal(await points([['da', 'INBOX', '$PEC-non-accettazione', ID]]), 'unable');
});

test('what came too late, and what a process before left, goes too; what else stands there stays', async () => {
  const { probe, boxes, left, arrive, dispatches } = await room([SENT, M1]);
  await arrive(['da', 'INBOX', '$PEC-consegna', 'before']);
  await arrive(['da', 'INBOX', '$PEC-consegna', 'foreign']);
  await arrive(['a', 'INBOX', '', undefined]);
  const plain = sampleDispatch('before', 'da', 'm');
  dispatches.set('before', { ...plain, facts: { ...plain.facts, sender: FROM, subject: PROBE_SUBJECT } });
  dispatches.set('foreign', { ...plain, facts: { ...plain.facts, sender: FROM } });
  assert.equal((await probe()).kind, 'failed');
  await boxes.clear();
  assert.deepEqual(await left(), ['foreign', undefined]);
  await arrive(M4);
  await arrive(M11);
  await boxes.clear();
  assert.deepEqual(await left(), ['foreign', undefined]);
});
