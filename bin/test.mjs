#!/usr/bin/env node
// The test runner's entry: `node bin/test.mjs [quick|full|long] [part of a file name]…`
import { cacheCompiled, isOwnNodeEnough, runUnderOwnNode } from './own-node.mjs';

if (isOwnNodeEnough()) {
  cacheCompiled();
  const { runSuite } = await import('./run-suite.mjs');
  process.exitCode = await runSuite(process.argv.slice(2));
} else {
  runUnderOwnNode(import.meta.url, process.argv.slice(2));
}
