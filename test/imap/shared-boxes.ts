import type { Box, TestCountry } from '../e2e/country.ts';
import { openRecords } from '../e2e/records.ts';
import type { StressUser } from './stress.ts';

/** Each of these mailboxes is opened to the holder of the next one, and of the one behind it; all work in their own and in both others. */
export async function shareAround(country: TestCountry, boxes: readonly Box[], folder: string): Promise<StressUser[]> {
  await using records = await openRecords(country.data, 'alfa');
  const around = (at: number) => boxes[at % boxes.length]!;
  for (const [at, box] of boxes.entries()) {
    const { id } = (await records.store.mailbox(box.address))!;
    for (const login of new Set([around(at + 1).address, around(at + 2).address])) {
      const grant = { mailbox: id, login, level: 'manage', maySend: false } as const;
      if (login !== box.address) await records.store.commit({ accounts: [{ kind: 'put-grant', grant }] });
    }
  }
  return boxes.map(({ address, password }, at) => {
    const others = new Set([around(at + boxes.length - 1).address, around(at + 2 * boxes.length - 2).address]);
    others.delete(address);
    const shared = [...others].map((other) => `Other Users/${other}/${folder}`);
    return { user: address, password, folders: [folder, ...shared] };
  });
}
