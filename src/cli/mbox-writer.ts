import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { quoteFromLines } from '#mime';
import type { MailItem } from '#ports';
import type { ExportDone } from './export-manifest.ts';
import type { ExportWriter } from './export-writer.ts';
import { mboxFile } from './maildir-names.ts';

const LF = 0x0a;
const EMPTY_LINE = Uint8Array.of(LF);

/**
 * One mbox file a folder, in the form mboxrd: `From ` lines inside messages are quoted so that they come out again, line ends stay CRLF as
 * certified. Flags stand in the manifest alone: a Status field would change what was signed.
 */
export function mboxWriter(out: string, done: ExportDone): ExportWriter {
  let name = '';
  let file: FileHandle | undefined;
  let at = 0;

  return {
    async folder(folder) {
      await file?.close();
      name = mboxFile(folder.name);
      at = done.lengths.get(name) ?? 0;
      file = await open(join(out, name), at === 0 ? 'w' : 'r+', 0o600);
      await file.truncate(at);
    },
    async write(item, octets) {
      if (file === undefined) throw new Error('a message before its folder');
      const offset = at;
      try {
        at += await writeRecord(file, at, item, octets);
      } catch (fault) {
        await file.truncate(offset);
        throw fault;
      }
      return { file: name, offset, length: at - offset };
    },
    async [Symbol.asyncDispose]() {
      await file?.sync();
      await file?.close();
    },
  };
}

/** Parting line, quoted octets, and an empty line after a whole one. Answers how many octets it took. */
async function writeRecord(
  file: FileHandle,
  offset: number,
  { internalDate }: MailItem,
  octets: AsyncIterable<Uint8Array>,
): Promise<number> {
  let at = offset;
  let last = LF;
  const put = async (piece: Uint8Array) => {
    await file.write(piece, 0, piece.length, at);
    at += piece.length;
    last = piece.at(-1) ?? last;
  };
  await put(Buffer.from(partingLine(internalDate)));
  for await (const piece of quoteFromLines(octets)) await put(piece);
  if (last !== LF) await put(EMPTY_LINE);
  await put(EMPTY_LINE);
  return at - offset;
}

/** `From MAILER-DAEMON Mon Mar  2 08:00:00 2026`, in UTC (RFC 4155, appendix A). */
export function partingLine(internalDate: number): string {
  const [day, date, month, year, time] = new Date(internalDate).toUTCString().replace(',', '').split(' ');
  return `From MAILER-DAEMON ${day} ${month} ${String(Number(date)).padStart(2)} ${time} ${year}\n`;
}
