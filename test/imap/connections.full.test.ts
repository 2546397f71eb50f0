import { test } from 'node:test';
import { judgeCrowd } from './crowd.ts';

test('two hundred and fifty connections with a folder open are served, and cost little', (t) => judgeCrowd(t, 250));
