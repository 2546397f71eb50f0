import { test } from 'node:test';
import { fuzz } from './run.ts';

test('no octets make the reader of IMAP commands fail, and it reads the same however they are cut', async (t) => {
  await fuzz(t, new URL('imap.target.ts', import.meta.url));
});
