#!/usr/bin/env node
// `npm run screens`: pictures of every main screen, wide and as a phone shows them, into docs/screens with their index.
import { runUnderOwnNode } from './own-node.mjs';

runUnderOwnNode(new URL('../test/web/take-screens.ts', import.meta.url), process.argv.slice(2));
