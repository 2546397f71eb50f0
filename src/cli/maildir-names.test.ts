import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { flagLetters, readFileFlags, readKeywords, writeKeywords } from './maildir-flags.ts';
import { folderOfFile, maildirFolder, mboxFile } from './maildir-names.ts';

describe('names of folders on the disk', () => {
  test('they are those of Maildir++ as Dovecot and Courier write them', () => {
    assert.equal(maildirFolder('INBOX'), '');
    assert.equal(maildirFolder('Sent'), '.Sent');
    assert.equal(maildirFolder('Archivio/2024'), '.Archivio.2024');
    assert.equal(maildirFolder('Città & dintorni'), '.Citt&AOA- &- dintorni');
    assert.equal(maildirFolder('a.b/..'), '.a&ICQ-b.&ICQgJA-');
    assert.equal(mboxFile('INBOX'), 'INBOX.mbox');
  });

  test('every name that is not too long for the disk comes back, and none leads out of its folder', () => {
    const level = fc.string({
      unit: fc.constantFrom('a', '.', '&', '-', 'à', '☃', '😀', ' ', '&AC4-'),
      minLength: 1,
      maxLength: 12,
    });
    const name = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join('/').normalize('NFC'));
    fc.assert(
      fc.property(name, (folder) => {
        const file = maildirFolder(folder);
        assert.doesNotMatch(file, /\/|^\.{1,2}$/);
        assert.equal(folderOfFile(file), folder);
        assert.equal(folderOfFile(mboxFile(folder).slice(0, -'.mbox'.length)), folder);
      }),
    );
  });

  test('a name too long for the disk, or with a dot leader, is still its own', () => {
    assert.notEqual(maildirFolder('a\u2024b'), maildirFolder('a.b'));
    const [one, two] = [`${'à'.repeat(120)}1`, `${'à'.repeat(120)}2`];
    assert.ok(Buffer.byteLength(maildirFolder(one)) <= 255);
    assert.notEqual(maildirFolder(one), maildirFolder(two));
  });
});

describe('flags in file names', () => {
  test('flags are letters in their order, keywords small letters by their place', () => {
    const flags = ['\\Seen', '\\Draft', '$Forwarded', 'urgente', '$PEC-busta', 'unplaced'];
    assert.equal(flagLetters(flags, ['$PEC-busta', 'other', 'urgente']), 'DPSac');
    const read = readFileFlags('1772438400.U7V9.ceralacca,S=12:2,DPSac', ['$PEC-busta', 'other', 'urgente']);
    assert.deepEqual(read, {
      base: '1772438400.U7V9.ceralacca,S=12',
      flags: ['\\Draft', '$Forwarded', '\\Seen', '$PEC-busta', 'urgente'],
    });
    assert.deepEqual(readFileFlags('x:2,', []), { base: 'x', flags: [] });
    assert.deepEqual(readFileFlags('new', []), { base: 'new', flags: [] });
    assert.deepEqual(readFileFlags('x:2,Sqz', []), { base: 'x', flags: ['\\Seen'] });
  });

  test('keywords without a letter are left to the manifest', () => {
    const many = Array.from({ length: 30 }, (_, at) => `k${at}`);
    assert.equal(flagLetters(['k0', 'k25', 'k26'], many), 'az');
    assert.deepEqual(readKeywords(writeKeywords(many)), many.slice(0, 26));
    assert.deepEqual(readKeywords('1 b\nnonsense\n99 c\n').slice(0, 3), ['', 'b', '']);
  });
});
