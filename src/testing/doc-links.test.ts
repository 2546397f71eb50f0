import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findDeadLinks } from './doc-links.ts';
import { describeFindings, readHouse } from './house.ts';

const ROOT = new URL('../../', import.meta.url);

test('every link of the documents leads somewhere', () => {
  const findings = findDeadLinks(readHouse(), (path) => existsSync(fileURLToPath(new URL(path, ROOT))));
  assert.ok(findings.length === 0, describeFindings(findings));
});

test('a link to a file or heading that is not there is found, with its line', () => {
  const text =
    '# Si può provare?\n\n[a](other.md#one-two) [b](#si-può-provare) [c](https://x.example/#y) [d](../LICENSE)\n';
  const files = [
    { path: 'docs/here.md', text: `${text}\`\`\`\n[e](in-code.md)\n\`\`\`\n` },
    { path: 'docs/other.md', text: '## One `two`!\n' },
  ];
  const exists = (path: string) => ['docs/here.md', 'docs/other.md', 'LICENSE'].includes(path);
  assert.deepEqual(findDeadLinks(files, exists), []);
  const broken = [...files, { path: 'docs/broken.md', text: '\n[a](none.md)\n[b](other.md#three)\n[c](#one)\n' }];
  assert.deepEqual(
    findDeadLinks(broken, (path) => path === 'docs/broken.md' || exists(path)).map(({ line }) => line),
    [2, 3, 4],
  );
});
