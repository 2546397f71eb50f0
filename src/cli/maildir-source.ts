import { lstat, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { withCrlf } from './crlf-lines.ts';
import { CliFault, EXIT } from './exit.ts';
import { hasManifest, type ManifestFolder, type ManifestMessage, readManifest } from './export-manifest.ts';
import type { ImportSource, SourceFolder, SourceMessage } from './import-source.ts';
import { readFileFlags, readKeywords } from './maildir-flags.ts';
import { folderOfFile, maildirFolder } from './maildir-names.ts';
import { plainOctets, plainText } from './plain-file.ts';

/** Room for 26 keywords of any length that is taken. */
const KEYWORDS_OCTETS = 16_384;

/** What a manifest of ours says of the files of a Maildir, by folder of the disk. */
interface Told {
  readonly folders: ReadonlyMap<string, ManifestFolder>;
  /** By name of the file without its flags. */
  readonly messages: ReadonlyMap<string, ReadonlyMap<string, ManifestMessage>>;
}

/**
 * A Maildir++ as Dovecot, Courier or our own export leave it: the root is INBOX, folders begin with a dot. Flags are those of the file
 * names, which other programs may have changed since; all else is the manifest's, where there is one.
 */
export async function maildirSource(root: string): Promise<ImportSource> {
  const places = await maildirsIn(root);
  if (places.length === 0) throw new CliFault(`${root} is no Maildir: there is no cur and new in it`, EXIT.usage);
  const told = hasManifest(root) ? await readTold(root) : undefined;
  return {
    name: `maildir ${root}`,
    folders: () => Promise.all(places.map((place) => openFolder(root, place, told))),
    async [Symbol.asyncDispose]() {},
  };
}

/** The root and the folders beside it that are Maildirs. */
async function maildirsIn(root: string): Promise<readonly string[]> {
  const names = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const dotted = names.map(({ name }) => name).filter((name) => name.startsWith('.') && name !== '.' && name !== '..');
  const found: string[] = [];
  for (const place of ['', ...dotted.sort()]) if (await isMaildir(join(root, place))) found.push(place);
  return found;
}

async function isMaildir(path: string): Promise<boolean> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  // A link to a folder elsewhere is not one of the Maildir.
  return ['cur', 'new'].every((name) => entries.some((entry) => entry.name === name && entry.isDirectory()));
}

async function openFolder(root: string, place: string, told: Told | undefined): Promise<SourceFolder> {
  const path = join(root, place);
  const keywords = readKeywords(await plainText(join(path, 'dovecot-keywords'), KEYWORDS_OCTETS));
  const known = told?.messages.get(place);
  const folder = told?.folders.get(place);
  const files = await filesOf(path, known);
  const name = folder?.folder ?? folderOfFile(place);
  return {
    name,
    ...(folder?.specialUse && { specialUse: folder.specialUse }),
    count: files.length,
    async *messages() {
      for (const file of files) yield await message(path, file, name, keywords, known);
    },
  };
}

async function message(
  path: string,
  file: string,
  folder: string,
  keywords: readonly string[],
  known: ReadonlyMap<string, ManifestMessage> | undefined,
): Promise<SourceMessage> {
  const { base, flags } = readFileFlags(basename(file), keywords);
  const told = known?.get(base);
  // Keywords beyond the letters of the alphabet are the manifest's alone.
  const lost = (told?.flags ?? []).filter((flag) => !flag.startsWith('\\') && !keywords.includes(flag));
  const octets = () => plainOctets(join(path, file));
  return {
    key: `${folder} ${base}`,
    flags: [...new Set([...flags, ...lost])],
    internalDate: told ? Date.parse(told.internalDate) : (await lstat(join(path, file))).mtimeMs,
    ...(told && { expected: told }),
    octets: told ? octets : () => withCrlf(octets()),
  };
}

/** In the order of their UIDs where a manifest knows them, else of their names, which begin with the second of delivery. */
async function filesOf(
  path: string,
  known: ReadonlyMap<string, ManifestMessage> | undefined,
): Promise<readonly string[]> {
  const files: { readonly file: string; readonly uid: number; readonly second: number }[] = [];
  for (const where of ['cur', 'new']) {
    for (const name of await readdir(join(path, where))) {
      if (name.startsWith('.')) continue;
      const uid = known?.get(readFileFlags(name, []).base)?.uid ?? Number.POSITIVE_INFINITY;
      files.push({ file: join(where, name), uid, second: Number.parseInt(name, 10) || 0 });
    }
  }
  files.sort((a, b) => (a.uid === b.uid ? a.second - b.second || (a.file < b.file ? -1 : 1) : a.uid - b.uid));
  return files.map(({ file }) => file);
}

async function readTold(root: string): Promise<Told> {
  const folders = new Map<string, ManifestFolder>();
  const messages = new Map<string, Map<string, ManifestMessage>>();
  for await (const line of readManifest(root)) {
    if (line.kind === 'export' && line.format !== 'maildir')
      throw new CliFault(`the manifest in ${root} is of an export as ${line.format}`, EXIT.usage);
    if (line.kind === 'folder') {
      folders.set(maildirFolder(line.folder), line);
    }
    if (line.kind !== 'message') continue;
    const place = maildirFolder(line.folder);
    const base = readFileFlags(basename(line.file), []).base;
    (messages.get(place) ?? messages.set(place, new Map()).get(place)!).set(base, line);
  }
  return { folders, messages };
}
