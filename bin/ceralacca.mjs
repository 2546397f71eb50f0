#!/usr/bin/env node
// The one command. Plain JavaScript, so that an older Node can say what is missing or hand over to the one that came with npm.
import { cacheCompiled, isOwnNodeEnough, runUnderOwnNode } from './own-node.mjs';

if (isOwnNodeEnough()) {
  cacheCompiled();
  const { main } = await import('../src/cli/index.ts');
  await main(process.argv.slice(2));
} else {
  runUnderOwnNode(import.meta.url, process.argv.slice(2));
}
