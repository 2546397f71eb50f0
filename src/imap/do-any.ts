import { type Answer, bad, no, ok } from './answer.ts';
import { capabilities } from './capabilities.ts';
import type { CommandNamed, Conversation, Extension } from './conversation.ts';
import { enableCondstore } from './tell-news.ts';
import { writeStatusLine, writeUntagged } from './write-response.ts';
import { writeQuoted } from './write-string.ts';

export async function capability(talk: Conversation): Promise<Answer> {
  await talk.out.text(writeUntagged('CAPABILITY', ...capabilities(talk)));
  return ok('capabilities told');
}

export async function logout({ out }: Conversation): Promise<Answer> {
  await out.text(writeStatusLine('*', 'BYE', 'good-bye'));
  return { ...ok('logged out'), next: 'over' };
}

/** RFC 2971: who we are; who the client is is not kept. */
export async function id({ out, identity }: Conversation): Promise<Answer> {
  const fields = Object.entries(identity).flatMap((pair) => pair.map(writeQuoted));
  await out.text(writeUntagged('ID', fields.length === 0 ? 'NIL' : `(${fields.join(' ')})`));
  return ok('pleased to meet you');
}

/** RFC 5161, RFC 9051 6.3.1. What is not known is passed over. */
export async function enable(talk: Conversation, { extensions }: CommandNamed<'ENABLE'>): Promise<Answer> {
  const done: string[] = [];
  for (const written of extensions) {
    const name = written.toUpperCase();
    if (!isExtension(name)) continue;
    if (name === 'QRESYNC') talk.enabled.add('CONDSTORE');
    if (name === 'CONDSTORE') await enableCondstore(talk);
    talk.enabled.add(name);
    done.push(name === 'IMAP4REV2' ? 'IMAP4rev2' : name);
  }
  const rev2 = talk.enabled.has('IMAP4REV2');
  talk.mode = { rev2, utf8: rev2 || talk.enabled.has('UTF8=ACCEPT') };
  talk.reader.mode = talk.mode;
  await talk.out.text(writeUntagged('ENABLED', ...done));
  return ok('enabled');
}

function isExtension(name: string): name is Extension {
  return name === 'CONDSTORE' || name === 'QRESYNC' || name === 'UTF8=ACCEPT' || name === 'IMAP4REV2';
}

/** RFC 4978. Only after login, so that no stranger makes us inflate. */
export function compress({ compressed, mayCompress }: Conversation, command: CommandNamed<'COMPRESS'>): Answer {
  if (compressed) return no('compressed already', 'COMPRESSIONACTIVE');
  if (!mayCompress || command.mechanism.toUpperCase() !== 'DEFLATE') return bad('this compression is not offered');
  return { ...ok('compressing'), next: 'compress' };
}
