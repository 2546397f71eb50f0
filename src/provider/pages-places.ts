import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HOUSE = fileURLToPath(new URL('../..', import.meta.url));

/** Pages that were built beforehand (`ceralacca build-pages`), one folder for each set. */
export const PREBUILT = join(HOUSE, 'dist/web');

/** In `PREBUILT`, beside the folder of a set: what it was built of. */
export const keyFileOf = (folder: string): string => `${folder}.key`;

/**
 * Where built pages are kept: in the checkout when it can be written to, else with the user's caches, else among the temporary files. Never in
 * a folder that somebody else could have laid out for us: he would write our pages.
 */
export async function pagesCache(): Promise<string> {
  const { uid, username } = userInfo();
  const places = [
    join(HOUSE, 'node_modules/.cache/ceralacca-web'),
    join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'ceralacca/web'),
    join(tmpdir(), `ceralacca-web-${uid < 0 ? username : uid}`),
  ];
  for (const place of places) {
    try {
      await mkdir(place, { recursive: true, mode: 0o700 });
      await access(place, constants.W_OK | constants.X_OK);
      const { uid: owner, mode } = await stat(place);
      if ((uid < 0 || owner === uid) && (mode & 0o022) === 0) return place;
    } catch {
      // The next one.
    }
  }
  throw new Error(`built pages can be kept in none of ${places.join(', ')}`);
}
