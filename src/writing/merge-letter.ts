import type { Letter } from '#contract';
import type { Attached } from './attached.ts';
import type { FullLetter } from './compose-for.ts';
import { escapeHtml, fillIn, wholePlaces } from './fill-in.ts';
import { fileName } from './header-fields.ts';
import type { KeptMerge } from './merge-card.ts';

/** What one row gets: the letter with its {{columns}} filled in, to the address that stands in the row. */
export function letterOfRow(
  { columns, addressColumn, attached }: Pick<KeptMerge, 'columns' | 'addressColumn' | 'attached'>,
  letter: Letter,
  row: readonly string[],
): FullLetter {
  const values = Object.fromEntries(columns.map((name, place) => [name, row[place] ?? '']));
  const inHtml = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, escapeHtml(value).replaceAll('\n', '<br>')]),
  );
  const fill = (text: string) => fillIn(text, values);
  const { html, clientRef } = letter;
  const line = (text: string) => fill(text).replace(/[\p{Cc}]+/gu, ' ');
  return {
    letter: {
      ...letter,
      to: [addressOf({ columns, addressColumn }, row)],
      subject: line(letter.subject).slice(0, 900),
      text: fill(letter.text),
      ...(html !== undefined && { html: fillIn(wholePlaces(html), inHtml) }),
      ...(clientRef !== undefined && { clientRef: line(clientRef).slice(0, 200) }),
      attachments: letter.attachments.map((one) =>
        one.name === undefined ? one : { ...one, name: fileName(fill(one.name)) },
      ),
    },
    attached: attached.map((one): Attached => ({ ...one, name: fileName(fill(one.name)) })),
  };
}

export function addressOf(
  { columns, addressColumn }: Pick<KeptMerge, 'columns' | 'addressColumn'>,
  row: readonly string[],
): string {
  const place = addressColumn === undefined ? -1 : columns.indexOf(addressColumn);
  return row[place]?.trim() ?? '';
}

const NAMES = /e-?mail|^pec\b|\bpec$|domicilio digitale|posta elettronica/i;

/** The column that holds addresses, when one is called so, or the first row has one there. */
export function addressColumnOf(columns: readonly string[], first: readonly string[] | undefined): string | undefined {
  const holdsOne = (place: number) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(first?.[place] ?? '');
  return (
    columns.find((name, place) => NAMES.test(name) && holdsOne(place)) ??
    columns.find((_, place) => holdsOne(place)) ??
    columns.find((name) => NAMES.test(name))
  );
}

/** `{{words}}` that are no column. */
export function unknownColumns(
  { columns }: Pick<KeptMerge, 'columns'>,
  { subject, text, html = '', attachments }: Letter,
): readonly string[] {
  const all = [subject, text, wholePlaces(html), ...attachments.map(({ name = '' }) => name)].join('\n');
  const named = [...all.matchAll(/\{\{\s*([^{}\s][^{}]{0,60}?)\s*\}\}/g)].map(([, name]) => name!);
  return [...new Set(named)].filter((name) => !columns.includes(name));
}
