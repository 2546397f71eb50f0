/** Results on stdout: a table for people, JSON for programs. */
export function printRows(rows: readonly Readonly<Record<string, unknown>>[], json: boolean | undefined): void {
  if (json === true) {
    printJson(rows);
    return;
  }
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0) return;
  const cells = rows.map((row) => columns.map((name) => cell(row[name])));
  const widths = columns.map((name, at) => Math.max(name.length, ...cells.map((row) => row[at]!.length)));
  const line = (row: readonly string[]) =>
    `${row
      .map((text, at) => text.padEnd(widths[at]!))
      .join('  ')
      .trimEnd()}\n`;
  process.stdout.write(line(columns) + cells.map(line).join(''));
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** No control characters: what strangers wrote must not move the cursor. */
export function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = Array.isArray(value) ? value.join(', ') : String(value);
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
}

export function isoDate(instant: number | undefined): string | undefined {
  return instant === undefined ? undefined : new Date(instant).toISOString();
}
