#!/usr/bin/env node
// Writes GLOSSARY.md: `node bin/make-glossary.mjs`.
import { readFileSync, writeFileSync } from 'node:fs';
import { isOwnNodeEnough, runUnderOwnNode } from './own-node.mjs';

if (isOwnNodeEnough()) {
  const { makeGlossary } = await import('../src/testing/glossary.ts');
  const source = readFileSync(new URL('../src/pec/wire.ts', import.meta.url), 'utf8');
  writeFileSync(new URL('../GLOSSARY.md', import.meta.url), makeGlossary(source));
} else {
  runUnderOwnNode(import.meta.url, []);
}
