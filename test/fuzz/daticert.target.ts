import assert from 'node:assert/strict';
import { type Daticert, readDaticert, writeDaticert } from '#pec';
import { readXml, XmlFault } from '#xml';
import { filesOf, type Target, words } from './target.ts';

const target: Target = {
  corpus: {
    inputs: filesOf('corpus/daticert'),
    words: words(
      ...[
        '<',
        '>',
        '/>',
        '</',
        '<!--',
        '-->',
        '<![CDATA[',
        ']]>',
        '<?',
        '?>',
        '&',
        '&amp;',
        '&#0;',
        '&#x10FFFF;',
        '&lt;',
        '"',
        "'",
      ],
      ...[
        '<!DOCTYPE postacert [<!ENTITY a "b">]>',
        '&a;',
        '<a>',
        '</a>',
        'xmlns="urn:x"',
        'tipo="breve"',
        'errore="virus"',
      ],
      ...[
        'encoding="UTF-16"',
        'encoding="ISO-8859-1"',
        '\xef\xbb\xbf',
        '\xff\xfe',
        '\xc3\xa8',
        '\xe8',
        '\0',
        '<dati>',
        '</dati>',
        '<ricevuta tipo=""/>',
      ],
    ),
  },
  judge(input) {
    try {
      readXml(input);
    } catch (fault) {
      if (!(fault instanceof XmlFault)) throw fault;
    }
    const reading = readDaticert(input);
    if (!reading.ok) return;
    const written = tryWriting(reading.value);
    if (written === undefined) return;
    const again = readDaticert(written);
    assert.deepEqual(again.ok && again.value, reading.value, 'what was read is written otherwise');
  },
};
export default target;

/** Undefined: peers may send what we would never write. */
function tryWriting(value: Daticert): Uint8Array | undefined {
  try {
    return writeDaticert(value);
  } catch (fault) {
    assert.match((fault as Error).message, /^daticert\.xml cannot be written/);
    return undefined;
  }
}
