import assert from 'node:assert/strict';
import type { MailFolder, TextTerm } from '#ports';
import type { MailCase, OpenedMailRoom } from './mail-store-contract.ts';
import type { MailRoom } from './mail-store-memory.ts';
import { furnish, LATER, made, newItem, sampleFacts } from './mail-store-samples.ts';

/** What was parsed out of messages, and the search in it. */
export const factCases: readonly MailCase[] = [
  [
    'facts are kept, replaced, and only of messages that are there',
    async ({ room }) => {
      await furnish(room, { ugo: ['m-1', 'm-2'] });
      const odd = { subject: 'a\0b \ud800 €', nested: [{ n: 1 }] };
      const facts = sampleFacts('m-1', {
        summary: odd,
        header: 'subject: perché\n',
        body: 'città 文字',
        truncated: true,
      });
      await room.putFacts([facts, sampleFacts('gone'), sampleFacts('m-2')]);
      await room.putFacts([]);
      const kept = await room.facts(['m-1', 'gone', 'm-9']);
      assert.deepEqual([...kept.keys()], ['m-1']);
      assert.deepEqual(kept.get('m-1'), facts);
      assert.deepEqual((await room.summaries(['m-1', 'm-2', 'gone'])).get('m-1'), odd);
      const again = sampleFacts('m-1', { summary: 2, header: 'to: x\n' });
      await room.putFacts([again, again]);
      assert.deepEqual((await room.facts(['m-1'])).get('m-1'), again);
    },
  ],
  ['a text is found wherever it stands, and nowhere else', found],
  ['what a search cannot judge is told until there are facts; cut facts always', unjudged],
  [
    'a holder finds his own copies, whenever they came',
    async ({ room }) => {
      const { ugo, ada } = await furnish(room, { ugo: ['m-1'], ada: [] });
      await room.putFacts([sampleFacts('m-1', { body: 'fattura elettronica' })]);
      const term = { in: 'body', value: 'elettron' } as const;
      assert.deepEqual(await room.matching(ada!.id, term), []);
      await room.copy(ugo!.id, [[1, 1]], ada!.id, LATER, 1e9);
      const judged = [
        ...(await room.matching(ada!.id, term)),
        ...(await room.unjudged(ada!.id, 9)).map(({ uid }) => uid),
      ];
      assert.deepEqual([...new Set(judged)], [1], 'found, or to be looked at');
      await room.putFacts([sampleFacts('m-1', { body: 'fattura elettronica' })]);
      assert.deepEqual(await room.matching(ada!.id, term), [1]);
      assert.deepEqual(await room.unjudged(ada!.id, 9), []);
      await room.expunge(ugo!.id, undefined, true);
      assert.deepEqual(await room.matching(ugo!.id, term), []);
      assert.deepEqual(await room.matching(ada!.id, term), [1]);
    },
  ],
];

const BODY = 'oggetto: città di forlì, 50% di sconto_\\ più — 文字 fine\nriga due';

async function found({ room }: OpenedMailRoom): Promise<void> {
  // So many that the index is asked, and so few that the folder is read through.
  const ids = Array.from({ length: 400 }, (_, n) => `m-${n}`);
  const { ugo } = await furnish(room, { ugo: ids });
  const small = await made(room, 'ugo', 'a');
  await room.copy(ugo!.id, [[1, 2]], small.id, LATER, 0);
  const header = 'subject: posta certificata: è à\nx-trasporto: posta-certificata.più\nto: ugo@pec.example\n';
  await room.putFacts([
    sampleFacts('m-0', { header, body: BODY }),
    ...ids.slice(1).map((id) => sampleFacts(id, { header: 'subject: altro\n', body: 'niente di cui parlare' })),
  ]);
  const text = (value: string): TextTerm => ({ in: 'text', value });
  const field = (name: string, value: string): TextTerm => ({ in: 'header', field: name, value });
  const hits: readonly TextTerm[] = [
    ...[
      'città di forl',
      'ttà',
      'lì, 50% di',
      '%',
      '_',
      '\\',
      'sconto_\\ più',
      '— 文字',
      '字',
      'fine\nriga',
      'è',
      'x-tras',
    ].map(text),
    ...['posta certificata: è', 'subject: posta', 'ficata.pi'].map((value) => ({ in: 'header', value }) as const),
    { in: 'body', value: 'oggetto' },
    ...[field('subject', 'posta cert'), field('subject', 'è à'), field('x-trasporto', ''), field('to', 'ugo@pec.ex')],
    ...[field('subject', 'certificata: è'), field('x-trasporto', 'certificata.più')],
  ];
  const misses: readonly TextTerm[] = [
    ...['citta', '50_ di', 'sconto%', '\\\\', 'fine riga', 'posta.certificata', 'xyz'].map(text),
    ...[
      field('subject', 'ugo@pec'),
      field('ubject', 'posta'),
      field('subject', 'x-trasporto'),
      field('to', '.*'),
      field('cc', ''),
    ],
    ...[field('x.trasporto', ''), field('subject', 'posta-cert')],
    { in: 'header', value: 'oggetto' },
    { in: 'body', value: 'subject' },
  ];
  for (const folder of [ugo!, small]) {
    for (const term of hits) assert.deepEqual(await room.matching(folder.id, term), [1], JSON.stringify(term));
    for (const term of misses) assert.deepEqual(await room.matching(folder.id, term), [], JSON.stringify(term));
    const all = Array.from({ length: folder === ugo ? 399 : 1 }, (_, n) => n + 2);
    assert.deepEqual(
      (await room.matching(folder.id, text('parlare'))).toSorted((a, b) => a - b),
      all,
    );
  }
}

async function unjudged({ room }: OpenedMailRoom): Promise<void> {
  const { ugo } = await furnish(room, { ugo: ['m-1', 'm-2', 'm-3', 'm-4'], ada: ['m-5'] });
  const told = async (limit: number, folder: MailFolder = ugo!) =>
    (await room.unjudged(folder.id, limit)).map(({ uid, messageId, cut }) => `${uid} ${messageId}${cut ? ' cut' : ''}`);
  assert.deepEqual(await told(2), ['1 m-1', '2 m-2']);
  assert.deepEqual(await owed(room), ['m-1', 'm-2', 'm-3', 'm-4', 'm-5']);
  assert.equal((await room.withoutFacts(3)).length, 3);
  await room.putFacts([sampleFacts('m-1'), sampleFacts('m-3', { truncated: true })]);
  assert.deepEqual(await told(9), ['2 m-2', '3 m-3 cut', '4 m-4']);
  assert.deepEqual(await told(2), ['2 m-2', '3 m-3 cut']);
  assert.deepEqual(await owed(room), ['m-2', 'm-4', 'm-5']);
  await room.putFacts(['m-2', 'm-4', 'm-5'].map((id) => sampleFacts(id)));
  assert.deepEqual([await told(9), await owed(room)], [['3 m-3 cut'], []]);
  await room.append(newItem(ugo!, 'm-6'));
  await room.copy(ugo!.id, [[1, 2]], ugo!.id, LATER, 0);
  assert.deepEqual([await told(9), await owed(room)], [['3 m-3 cut', '5 m-6'], ['m-6']]);
  await room.putFacts([sampleFacts('m-6', { truncated: true })]);
  assert.deepEqual([await told(9), await owed(room)], [['3 m-3 cut', '5 m-6 cut'], []]);
  await room.expunge(ugo!.id, [[3, 3]], true);
  assert.deepEqual(await told(9), ['5 m-6 cut']);
}

const owed = async (room: MailRoom) => (await room.withoutFacts(99)).toSorted();
