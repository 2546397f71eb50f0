import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { memoryBlobs } from '#adapters/memory';
import { keepFacts, type MailQuery, openFolderViews, searchFolder } from '#mailbox';
import type { StoredMessage } from '#ports';
import { type MailRoom, mailboxStep, openMailRoom, sampleMailbox, T0 } from '#testing';
import { openPostgresStore, type PostgresStore } from './open-store.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
let store: PostgresStore;
before(async () => {
  database = await openTestDatabase();
  store = await openPostgresStore({ connection: database.server });
});
after(async () => {
  await store[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const DAY_MS = 86_400_000;
const DAY0 = Math.floor(T0 / DAY_MS) * DAY_MS;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A message as a person would describe it: what a naive search looks at. */
/** `2026-03-29` */
const IN_ITALY = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Rome' });

interface Sample {
  readonly subject: string;
  readonly tag: string | undefined;
  /** Texts of the parts, as they are read. */
  readonly texts: readonly string[];
  readonly encoding: 'base64' | 'quoted-printable' | '8bit';
  readonly inside: boolean;
  /** Date as written: day, and an hour and zone that do not count. */
  readonly sentDay: number | undefined;
  readonly zone: string;
  readonly internalDate: number;
  readonly flags: readonly string[];
  readonly thread: string;
  readonly kept: boolean;
}

/** Words no structure of a message holds: each has a `q` followed by another letter than `u`. */
const word = fc.constantFrom(
  'qxà',
  'QXÀ',
  'perqxè',
  'zqz',
  'ZQZ',
  'qkß',
  'aqj',
  'Aqjqx',
  'qxλς',
  '100%qx',
  'q_z',
  'qx\\z',
);
const words = fc.array(word, { minLength: 1, maxLength: 4 }).map((some) => some.join(' '));
const day = fc.integer({ min: -3, max: 3 }).map((n) => DAY0 + n * DAY_MS);

const sample: fc.Arbitrary<Sample> = fc.record({
  subject: words,
  tag: fc.option(words, { nil: undefined }),
  texts: fc.array(words, { minLength: 1, maxLength: 3 }),
  encoding: fc.constantFrom('base64', 'quoted-printable', '8bit'),
  inside: fc.boolean(),
  sentDay: fc.option(day, { nil: undefined }),
  zone: fc.constantFrom('+0000', '-0800', '+1200'),
  internalDate: fc.integer({ min: DAY0 - 3 * DAY_MS, max: DAY0 + 3 * DAY_MS }),
  flags: fc.subarray(['$Forwarded', '\\Flagged', '\\Seen']),
  thread: fc.constantFrom('one', 'two', ''),
  kept: fc.boolean(),
});

function write(message: Sample): Buffer {
  const fields = [
    `Subject: =?UTF-8?B?${Buffer.from(message.subject).toString('base64')}?=`,
    ...(message.tag === undefined ? [] : [`X-Tag: =?utf-8?b?${Buffer.from(message.tag).toString('base64')}?=`]),
    ...(message.sentDay === undefined ? [] : [`Date: ${dateOf(message.sentDay)} 23:30:00 ${message.zone}`]),
  ];
  const boundary = '=_next';
  const parts = message.texts.map((text) =>
    [
      `--${boundary}`,
      'Content-Type: text/plain; charset=utf-8',
      `Content-Transfer-Encoding: ${message.encoding}`,
      '',
      encode(text, message.encoding),
    ].join('\r\n'),
  );
  const mixed = [`Content-Type: multipart/mixed; boundary="${boundary}"`, '', ...parts, `--${boundary}--`, ''];
  const body = message.inside ? ['Content-Type: message/rfc822', '', 'Subject: within', ...mixed] : mixed;
  return Buffer.from([...fields, 'MIME-Version: 1.0', ...body].join('\r\n'));
}

function dateOf(at: number): string {
  const date = new Date(at);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

function encode(text: string, encoding: Sample['encoding']): string {
  if (encoding === '8bit') return text;
  if (encoding === 'base64') return Buffer.from(text).toString('base64');
  return [...Buffer.from(text)].map((octet) => `=${octet.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

const term = fc.constantFrom(
  'qx',
  'QXÀ',
  'perQXè',
  'perqxe',
  'qxa',
  'qkss',
  'zqz',
  'qkß',
  'aqj',
  'qj qx',
  'QXΛΣ',
  '%',
  '%qx',
  'q_z',
  'qx\\',
  'q.z',
  'no',
);
const leaf: fc.Arbitrary<MailQuery> = fc.oneof(
  fc.record({ kind: fc.constantFrom('text' as const, 'body' as const), value: term }),
  fc.record({
    kind: fc.constant('header' as const),
    name: fc.constantFrom('subject', 'X-Tag', 'date', 'x-none'),
    value: fc.oneof(term, fc.constant('')),
  }),
  fc.record({ kind: fc.constant('flag' as const), flag: fc.constantFrom('\\Seen', '\\FLAGGED', '$forwarded', 'none') }),
  fc.record({
    kind: fc.constant('date' as const),
    of: fc.constantFrom('sent' as const, 'internal' as const, 'saved' as const),
    is: fc.constantFrom('before' as const, 'on' as const, 'since' as const),
    day,
  }),
  fc.record({
    kind: fc.constantFrom('larger' as const, 'smaller' as const),
    octets: fc.integer({ min: 200, max: 900 }),
  }),
  fc.record({
    kind: fc.constantFrom('older' as const, 'younger' as const),
    seconds: fc.integer({ max: 300_000, min: 1 }),
  }),
  fc.constant({ kind: 'threadid' as const, id: `T${hash('sha256', 'one').slice(0, 32)}` }),
  fc.record({
    kind: fc.constant('uids' as const),
    set: fc.array(fc.tuple(uid(), uid()), { minLength: 1, maxLength: 3 }),
  }),
);

function uid(): fc.Arbitrary<number> {
  return fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constant(Number.POSITIVE_INFINITY));
}

const { query } = fc.letrec<{ query: MailQuery }>((tie) => ({
  query: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      keys: fc.array(tie('query'), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not' as const), key: tie('query') }),
  ),
}));

/** What is looked for, in what a person sees. */
function holds(key: MailQuery, message: Sample, number: number, highest: number): boolean {
  const fold = (text: string) =>
    text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ς', 'σ').replaceAll('ß', 'ss');
  const within = (texts: readonly (string | undefined)[], value: string) =>
    texts.some((text) => text !== undefined && fold(text).includes(fold(value)));
  const date = message.sentDay === undefined ? undefined : `${dateOf(message.sentDay)} 23:30:00 ${message.zone}`;
  switch (key.kind) {
    case 'and':
      return key.keys.every((one) => holds(one, message, number, highest));
    case 'or':
      return key.keys.some((one) => holds(one, message, number, highest));
    case 'not':
      return !holds(key.key, message, number, highest);
    case 'text':
      return within([message.subject, message.tag, date, ...message.texts], key.value);
    case 'body':
      return within(message.texts, key.value);
    case 'header': {
      const values = new Map([
        ['subject', message.subject],
        ['x-tag', message.tag],
        ['date', date],
      ]);
      return within([values.get(key.name.toLowerCase())], key.value);
    }
    case 'flag':
      return message.flags.some((flag) => flag.toLowerCase() === key.flag.toLowerCase());
    case 'date': {
      const at = { sent: message.sentDay ?? Number.NaN, internal: message.internalDate, saved: T0 }[key.of];
      const theDay = key.of === 'sent' ? at : Date.parse(IN_ITALY.format(at));
      return key.is === 'before' ? theDay < key.day : key.is === 'on' ? theDay === key.day : theDay >= key.day;
    }
    case 'larger':
      return write(message).length > key.octets;
    case 'smaller':
      return write(message).length < key.octets;
    case 'older':
      return message.internalDate <= T0 - key.seconds * 1000;
    case 'younger':
      return message.internalDate >= T0 - key.seconds * 1000;
    case 'threadid':
      return message.thread === 'one';
    case 'uids': {
      const known = (one: number) => (one === Number.POSITIVE_INFINITY ? highest : one);
      const inside = ([a, b]: readonly [number, number]) =>
        number >= Math.min(known(a), known(b)) && number <= Math.max(known(a), known(b));
      return (key.set as readonly (readonly [number, number])[]).some(inside);
    }
    default:
      throw new Error(`${key.kind} is not asked here`);
  }
}

const blobs = memoryBlobs({ literalMaxBytes: 300 });
const ports = {
  blobs,
  legalTime: { now: () => T0 },
  onFault(fault: unknown) {
    throw fault;
  },
};

let fillings = 0;

/** Message ids are never given twice: the store keeps in memory what it has seen. */
const idOf = (n: number) => `m-${fillings}-${n}`;

async function fill(octets: readonly Buffer[], samples: readonly Partial<Sample>[]) {
  await database.empty();
  fillings++;
  return await fillRoom(store, octets, samples);
}

async function fillRoom(
  room: MailRoom | PostgresStore,
  octets: readonly Buffer[],
  samples: readonly Partial<Sample>[],
) {
  await room.commit(mailboxStep(sampleMailbox('ugo', { quotaBytes: 1e9 })));
  const inbox = await room.createFolder('ugo', 'INBOX', T0);
  assert.ok(inbox.done);
  const folder = inbox.folder.id;
  for (const [n, bytes] of octets.entries()) {
    const { flags = [], internalDate = T0, thread = '', kept = false } = samples[n] ?? {};
    const message: StoredMessage = { id: idOf(n), ...(await blobs.write(pieces(bytes), { maxBytes: 1e9 })) };
    const about = { folder, message, flags, internalDate, at: T0, quotaBytes: 1e9 };
    assert.ok((await room.append(thread === '' ? about : { ...about, thread })).done);
    if (kept) for await (const _facts of keepFacts([message.id], { ...ports, store: room }));
  }
  return folder;
}

async function* pieces(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 1_000) yield bytes.subarray(at, at + 1_000);
}

test('search over kept texts, and octets where there are none, finds what a naive search over the messages finds', async () => {
  const property = fc.asyncProperty(
    fc.array(sample, { minLength: 1, maxLength: 10 }),
    fc.array(query, { minLength: 20, maxLength: 20 }),
    async (messages, queries) => {
      const octets = messages.map(write);
      await using model = openMailRoom();
      const places = [
        { store, folder: await fill(octets, messages) },
        { store: model, folder: await fillRoom(model, octets, messages) },
      ];
      for (const { store, folder } of places) {
        using views = openFolderViews(store);
        const { view } = (await views.open(folder))!;
        for (const asked of queries) {
          const found = await searchFolder(view, asked, view.items.uids(), { ...ports, store });
          const highest = messages.length;
          const expected = messages.flatMap((message, n) => (holds(asked, message, n + 1, highest) ? [n + 1] : []));
          assert.deepEqual(found, expected, JSON.stringify(asked));
        }
      }
    },
  );
  await fc.assert(property, { numRuns: 25 });
});

test('search finds what stands beyond the text that is kept, and then without reading what is judged', async () => {
  const filler = 'abcdefgh ijklmnop\r\n'.repeat(70_000);
  const octets = [
    `Subject: long\r\n\r\n${filler}needle at the end\r\n`,
    'Subject: short\r\n\r\nneedle too\r\n',
    'Subject: none\r\n\r\n\r\n',
  ];
  const folder = await fill(
    octets.map((text) => Buffer.from(text)),
    [],
  );
  using views = openFolderViews(store);
  const { view } = (await views.open(folder))!;
  const read: string[] = [];
  const counting = {
    ...store,
    async messages(ids: readonly string[]) {
      read.push(...ids);
      return await store.messages(ids);
    },
  };
  const search = async (key: MailQuery) =>
    await searchFolder(view, key, view.items.uids(), { ...ports, store: counting });
  assert.deepEqual(await search({ kind: 'body', value: 'NEEDLE' }), [1, 2]);
  assert.deepEqual(read.toSorted(), [0, 0, 1, 2].map(idOf), 'facts are made, the long one is read to its end');
  read.length = 0;
  assert.deepEqual(await search({ kind: 'text', value: 'needle too' }), [2]);
  assert.deepEqual(await search({ kind: 'body', value: 'mnop' }), [1]);
  assert.deepEqual(read, [idOf(0)], 'only where the kept text says nothing');
});

test('what comes after many that are judged is found, and one among them that is not', async () => {
  const text = (word: string) => Buffer.from(`Subject: x\r\n\r\n${word}\r\n`);
  const octets = Array.from({ length: 130 }, (_, n) => text(n === 117 ? 'needle' : 'hay'));
  const folder = await fill(
    octets,
    octets.map((_, n) => ({ kept: n !== 117 })),
  );
  using views = openFolderViews(store);
  const { view } = (await views.open(folder))!;
  const search = async () => {
    await view.refresh();
    return await searchFolder(view, { kind: 'body', value: 'needle' }, view.items.uids(), { ...ports, store });
  };
  await store.unjudged(folder, 1_000);
  assert.deepEqual(await search(), [118]);
  assert.deepEqual(await search(), [118]);
  const late = { id: idOf(131), ...(await blobs.write(pieces(text('needle')), { maxBytes: 1e9 })) };
  await store.append({ folder, message: late, flags: [], internalDate: T0, at: T0, quotaBytes: 1e9 });
  assert.deepEqual(await search(), [118, 131]);
});

test('a message that cannot be read is passed over, and told', async () => {
  const folder = await fill([Buffer.alloc(1_000, 'x'), Buffer.from('Subject: y\r\n\r\nneedle\r\n')], []);
  using views = openFolderViews(store);
  const { view } = (await views.open(folder))!;
  const faults: string[] = [];
  const failing = {
    ...blobs,
    read(rope: Parameters<typeof blobs.read>[0]) {
      if (rope.some((piece) => 'blob' in piece)) throw new Error('the disk is gone');
      return blobs.read(rope);
    },
  };
  const found = await searchFolder(view, { kind: 'text', value: 'needle' }, view.items.uids(), {
    ...ports,
    store,
    blobs: failing,
    onFault: (_fault, id) => faults.push(id),
  });
  assert.deepEqual([found, faults], [[2], [idOf(0)]]);
});
