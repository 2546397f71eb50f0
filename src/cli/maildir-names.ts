import { createHash } from 'node:crypto';
import { INBOX } from '#mailbox';
import { decodeModifiedUtf7, encodeModifiedUtf7 } from '#mime';

/** What a file system takes as one name. */
const MAX_OCTETS = 255;

/**
 * The folder of a Maildir++ in which this folder of the mailbox stands, relative to its root: INBOX is the root itself, the levels of others
 * are parted by `.`, their names in modified UTF-7 as Dovecot and Courier write them. A `.` inside a name becomes the dot leader U+2024, since
 * no strict reader takes an ASCII letter in UTF-7. A name too long for the disk, or with a dot leader of its own, is told apart by a
 * digest: the manifest says what it is.
 */
export function maildirFolder(name: string): string {
  return name === INBOX ? '' : `.${fileName(name, '')}`;
}

/** The name of the mbox file of a folder, by the same rules. */
export function mboxFile(name: string): string {
  return fileName(name, '.mbox');
}

function fileName(name: string, ending: string): string {
  const encoded = name.split('/').map(encodeLevel).join('.');
  if (encoded.length + ending.length < MAX_OCTETS && !name.includes(DOT_LEADER)) return encoded + ending;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 16);
  return `${encoded.slice(0, 200)}-${digest}${ending}`;
}

function encodeLevel(level: string): string {
  return encodeModifiedUtf7(level.replaceAll('.', DOT_LEADER));
}

const DOT_LEADER = '\u2024';

/** The folder of a mailbox by the name of a Maildir++ folder or an mbox file without its ending; as it stands when it is no UTF-7. */
export function folderOfFile(name: string): string {
  const bare = name.startsWith('.') ? name.slice(1) : name;
  if (bare === '') return INBOX;
  return bare.split('.').map(decodeLevel).join('/');
}

function decodeLevel(level: string): string {
  // A name of a foreign disk may hold what parts levels here.
  return (decodeModifiedUtf7(level) ?? level).replaceAll(DOT_LEADER, '.').replaceAll('/', '_');
}
