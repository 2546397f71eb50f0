/** `2026-03-01T10:00:00.123+01:00` as people write it. */
export function readable(iso: string): string {
  const [day, time] = iso.split('T');
  return `${day!.split('-').reverse().join('/')} ${time!.slice(0, 8)} (UTC${time!.slice(12)})`;
}
