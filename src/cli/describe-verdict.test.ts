import assert from 'node:assert/strict';
import test from 'node:test';
import { providerIndexOf, verifyMessage } from '#pec';
import { describeVerdict } from './describe-verdict.ts';

const ordinary = new TextEncoder().encode('From: lucia@posta.example\r\nSubject: x\r\n\r\nciao\r\n');

test('of a message without a signature it is not said that no index was given when one was', async () => {
  const verdict = await verifyMessage(ordinary, { trust: [], index: providerIndexOf([]) });
  const wordsOf = (index: boolean, question: string) =>
    describeVerdict(verdict, { roots: 1, lists: 0, index }).find((finding) => finding.question === question)?.words;
  assert.equal(wordsOf(false, 'provider'), 'no index of providers was given (--index)');
  assert.equal(wordsOf(true, 'provider'), 'only a signature that holds leads to one');
  assert.equal(wordsOf(true, 'certificate'), 'only a signature that holds leads to one');
});
