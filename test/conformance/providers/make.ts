/** Writes fixtures/providers: `node test/conformance/providers/make.ts`. Every run makes the same octets. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { providerFixtures } from './fixtures.ts';

const folder = new URL('../../../fixtures/providers/', import.meta.url);
for (const [path, octets] of providerFixtures()) {
  const file = new URL(path, folder);
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, octets);
}
