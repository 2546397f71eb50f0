import assert from 'node:assert/strict';
import { type LdifEntry, LdifFault, readLdif, writeLdif } from '#ldif';
import { providerIndexOf, readProviderRecords } from '#pec';
import { filesOf, type Target, words } from './target.ts';

const target: Target = {
  corpus: {
    inputs: [
      ...filesOf('corpus/ldif'),
      ...filesOf('../../fixtures/rfc6109').filter((bytes) => bytes[0] === 0x23),
      ...filesOf('../../fixtures/example').filter((bytes) => bytes[0] === 0x76),
    ],
    words: words(
      ...[
        '\n',
        '\r\n',
        '\n ',
        '\n\n',
        ':',
        '::',
        ':<',
        ': ',
        ';binary',
        '#',
        'dn: ',
        'dn:: ',
        'version: 1\n',
        'objectClass: provider\n',
      ],
      ...[
        'managedDomains: pec.beta.example\n',
        'mailReceipt: a@b.example\n',
        'providerCertificateHash: ',
        '=',
        ',o=postacert\n',
        '-\n',
        '\xff',
        '\0',
      ],
      ...['changetype: delete\n', 'url:< file:///etc/passwd\n'],
    ),
  },
  async judge(input) {
    let entries: readonly LdifEntry[];
    try {
      entries = readLdif(input);
    } catch (fault) {
      if (fault instanceof LdifFault) return;
      throw fault;
    }
    assert.deepEqual(readLdif(writeLdif(entries)), entries, 'what was read is written otherwise');
    const { records } = await readProviderRecords(entries);
    const index = providerIndexOf(records);
    for (const { managedDomains } of records)
      for (const domain of managedDomains) assert.ok(index.recordOfDomain(domain));
  },
};
export default target;
