import type { Letter, Preflight } from '#contract';
import { isSame } from './write-addresses.ts';

/** The field of the letter that something is about. */
export type Place = 'to' | 'cc' | 'replyTo' | 'subject' | 'body' | 'attachments' | 'letter';

export interface Problem {
  readonly place: Place;
  readonly code: string;
  readonly detail: string;
  readonly address?: string | undefined;
  /** Nothing is sent while it stands. */
  readonly isFault: boolean;
}

const PLACES: Readonly<Record<string, Place>> = {
  'no-recipients': 'to',
  'no-to': 'to',
  'too-many-recipients': 'to',
  'no-subject': 'subject',
  'nothing-attached': 'body',
  'place-left': 'body',
  'too-large': 'attachments',
  'product-too-large': 'attachments',
};

/** What the pre-flight found, each beside the field it concerns; faults first. */
export function problemsOf(letter: Pick<Letter, 'to' | 'cc' | 'replyTo'>, found: Preflight): readonly Problem[] {
  const placed = (isFault: boolean) => (one: Preflight['faults'][number]) => {
    return { ...one, isFault, place: placeOf(one.code, one.address, letter) };
  };
  return [...found.faults.map(placed(true)), ...found.warnings.map(placed(false))];
}

function placeOf(
  code: string,
  address: string | undefined,
  { to, cc, replyTo }: Pick<Letter, 'to' | 'cc' | 'replyTo'>,
) {
  if (address !== undefined) {
    if (to.some((one) => isSame(one, address))) return 'to';
    if (cc.some((one) => isSame(one, address))) return 'cc';
    if (replyTo !== undefined && isSame(replyTo, address)) return 'replyTo';
  }
  return PLACES[code] ?? 'letter';
}

/** What is asked about before any fault: an empty letter is not told off for having no recipient. */
export function toldYet(problems: readonly Problem[], isTouched: boolean): readonly Problem[] {
  const quiet = new Set(['no-recipients', 'no-subject', 'no-to']);
  return isTouched ? problems : problems.filter(({ code }) => !quiet.has(code));
}
