import { test } from 'node:test';
import { fuzz } from './run.ts';

test('in no state does anything a client says make an IMAP session fail, hang, or say what is no response', async (t) => {
  await fuzz(t, new URL('imap-session.target.ts', import.meta.url));
});
