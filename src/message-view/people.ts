import { decodeText, type EnvelopeAddress, envelopeAddresses, fieldsNamed, type MimePart, unfold } from '#mime';

export interface Person {
  /** Empty when there is none. */
  readonly name: string;
  /** Empty when what stands there is no address. */
  readonly address: string;
}

const MAX_PEOPLE = 2_000;

/** Everybody in the fields of this name, whatever they are like: what a mail program would show. */
export function peopleIn(part: MimePart, name: string): readonly Person[] {
  const found = fieldsNamed(part, name).flatMap(({ value }) => envelopeAddresses(unfold(value)));
  return peopleOf(found);
}

/** As a kept summary has them; marks of groups left out. */
export function peopleOf(addresses: readonly EnvelopeAddress[]): readonly Person[] {
  const people: Person[] = [];
  for (const { name, mailbox, host } of addresses) {
    if (host === null || mailbox === null) continue;
    const shown = decodeText(name ?? '').trim();
    people.push(
      host === ''
        ? { name: [shown, mailbox].filter(Boolean).join(' '), address: '' }
        : { name: shown, address: `${mailbox}@${host}` },
    );
    if (people.length === MAX_PEOPLE) break;
  }
  return people;
}
