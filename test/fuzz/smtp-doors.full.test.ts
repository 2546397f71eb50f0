import { test } from 'node:test';
import { fuzz } from './run.ts';

test('no dialogue makes an SMTP door fail, take what it must not, say 250 for nothing, or close to others', async (t) => {
  await fuzz(t, new URL('smtp.target.ts', import.meta.url));
});
