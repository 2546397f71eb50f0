import { test } from 'node:test';
import { judgeCrowd } from './crowd.ts';

test('a thousand connections with a folder open are served, and cost little', (t) => judgeCrowd(t, 1_000));
