import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, indexMime } from '#mime';
import { threadRoot } from './thread-root.ts';

const rootOf = (header: string) => threadRoot(indexMime(ascii(`${header}\r\n\r\nbody\r\n`)));

test('a message belongs to the first it refers to, else to what it answers, else to itself', () => {
  const own = 'Message-ID: <own@c.example>';
  const answers = 'In-Reply-To: Your message of today <before@c.example>';
  assert.equal(
    rootOf(`${own}\r\n${answers}\r\nReferences: <first@c.example>\r\n <second@c.example>`),
    'first@c.example',
  );
  assert.equal(rootOf(`${own}\r\n${answers}`), 'before@c.example');
  assert.equal(rootOf(own), 'own@c.example');
});

test('what names no message belongs to nothing', () => {
  assert.equal(rootOf('Subject: alone'), undefined);
  assert.equal(rootOf('Message-ID: not one'), undefined);
  assert.equal(rootOf(`Message-ID: <${'x'.repeat(999)}>`), undefined);
});
