import { mkdir, open, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MailFolder, MailItem } from '#ports';
import { type ExportDone, folderKey } from './export-manifest.ts';
import type { ExportWriter } from './export-writer.ts';
import { flagLetters, readKeywords, writeKeywords } from './maildir-flags.ts';
import { maildirFolder } from './maildir-names.ts';

const KEYWORDS = 'dovecot-keywords';
const OURS = /\.U(\d+)V(\d+)\.ceralacca,/;

/**
 * A Maildir++ that Dovecot, mutt and others open as it is: one file a message, exactly its octets, flags in its name, the time of the
 * file its internal date; keywords as small letters by `dovecot-keywords`, as far as there are letters.
 */
export function maildirWriter(out: string, done: ExportDone): ExportWriter {
  let folder: MailFolder;
  let place = '';
  let keywords: string[] = [];

  async function placeKeywords(flags: readonly string[]): Promise<void> {
    const fresh = flags.filter((flag) => !flag.startsWith('\\') && !keywords.includes(flag));
    if (fresh.length === 0) return;
    keywords.push(...fresh);
    await writeFile(join(out, place, KEYWORDS), writeKeywords(keywords), { mode: 0o600 });
  }

  return {
    async folder(given) {
      folder = given;
      place = maildirFolder(folder.name);
      for (const name of ['tmp', 'new', 'cur']) await mkdir(join(out, place, name), { recursive: true, mode: 0o700 });
      if (place !== '') await writeFile(join(out, place, 'maildirfolder'), '', { mode: 0o600 });
      keywords = await keptKeywords(join(out, place, KEYWORDS));
      await removeUnnamed(
        join(out, place),
        done.uids.get(folderKey(folder.name, folder.uidValidity)) ?? new Set(),
        folder,
      );
    },
    async write(item, octets) {
      await placeKeywords(item.flags);
      const name = baseName(folder, item);
      const passing = join(out, place, 'tmp', name);
      const file = join(place, 'cur', `${name}:2,${flagLetters(item.flags, keywords)}`);
      try {
        await writeOctets(passing, octets);
        await utimes(passing, item.internalDate / 1_000, item.internalDate / 1_000);
        await rename(passing, join(out, file));
      } catch (fault) {
        await rm(passing, { force: true });
        throw fault;
      }
      return { file };
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** Unique in its folder, and the same at every try. */
function baseName({ uidValidity }: MailFolder, { uid, size, internalDate }: MailItem): string {
  return `${Math.floor(internalDate / 1_000)}.U${uid}V${uidValidity}.ceralacca,S=${size}`;
}

async function writeOctets(path: string, octets: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    for await (const piece of octets) await file.write(piece);
  } finally {
    await file.close();
  }
}

async function keptKeywords(path: string): Promise<string[]> {
  try {
    const kept = readKeywords(await readFile(path, 'utf8'));
    return kept.slice(0, kept.findLastIndex((keyword) => keyword !== '') + 1);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw fault;
  }
}

/** Files of ours that a kill left beside the manifest: they are written again, perhaps with other flags in their name. */
async function removeUnnamed(path: string, named: ReadonlySet<number>, { uidValidity }: MailFolder): Promise<void> {
  for (const file of await readdir(join(path, 'cur'))) {
    const ours = OURS.exec(file);
    if (ours && Number(ours[2]) === uidValidity && !named.has(Number(ours[1]))) await rm(join(path, 'cur', file));
  }
  for (const file of await readdir(join(path, 'tmp'))) if (OURS.test(file)) await rm(join(path, 'tmp', file));
}
