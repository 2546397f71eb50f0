import { after, before, suite, test } from 'node:test';
import { startCountry, type TestCountry } from '../e2e/country.ts';
import { type AnswerCase, judge, type Login } from './answers.ts';
import { FETCH_BINARY, FETCH_ENVELOPES, FETCH_SECTIONS } from './answers-fetch.ts';
import { FOLDERS } from './answers-folders.ts';
import { ORDERS } from './answers-order.ts';
import { SEARCHES } from './answers-search.ts';
import { TOGETHER } from './answers-together.ts';
import { judgeRecent } from './recent.ts';

const SUITES: Readonly<Record<string, readonly AnswerCase[]>> = {
  'FETCH, octets': FETCH_SECTIONS,
  'FETCH, decoded': FETCH_BINARY,
  'FETCH, envelopes': FETCH_ENVELOPES,
  SEARCH: SEARCHES,
  'SORT and THREAD': ORDERS,
  folders: FOLDERS,
  'two connections': TOGETHER,
};

let country: TestCountry;
before(async () => {
  country = await startCountry();
});
after(async () => await country[Symbol.asyncDispose]());

function login(): Login {
  const { imaps, mailboxes } = country.alfa;
  const [{ address: user, password }] = mailboxes as [(typeof mailboxes)[number]];
  return { endpoint: { ...imaps!, root: country.root }, user, password };
}

for (const [name, cases] of Object.entries(SUITES)) {
  suite(name, () => {
    for (const [n, one] of cases.entries()) {
      test(one.title, () => judge(login(), `${name.replace(/\W/g, '')}${n}`, one));
    }
  });
}

test('each message is recent to one connection, however many hear of it at once', () =>
  judgeRecent(login(), 'recenti'));
