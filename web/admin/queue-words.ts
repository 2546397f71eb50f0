/** Of a queue's name, `relay:pec.beta.example`: the domain it leads to; undefined: it is one of our own, `receive` or `deliver`. */
export function domainOfQueue(queue: string): string | undefined {
  return queue.startsWith('relay:') ? queue.slice('relay:'.length) : undefined;
}

/** What a job carries, as the norm calls it (RFC 6109 3). */
export const NOTICES = [
  'M1',
  'M2',
  'M3',
  'M4',
  'M5',
  'M6',
  'M7',
  'M8',
  'M9',
  'M10',
  'M11',
  'M12',
  'M13',
  'M14',
] as const;

export function isNotice(text: string | undefined): text is (typeof NOTICES)[number] {
  return NOTICES.some((one) => one === text);
}
