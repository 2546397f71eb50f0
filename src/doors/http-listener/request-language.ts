import { LANGUAGES, type Language } from '#contract';

/** The language a browser asks for (RFC 9110 12.5.4), of those we speak; Italian when it says none of them. */
export function requestLanguage(acceptLanguage: string | undefined): Language {
  const wished = (acceptLanguage ?? '')
    .slice(0, 300)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const weight = parameters.map((each) => /^\s*q=([\d.]{1,5})\s*$/.exec(each)?.[1]).find((q) => q !== undefined);
      return { primary: tag.split('-')[0], weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { primary } of wished) {
    const spoken = LANGUAGES.find((each) => each === primary);
    if (spoken !== undefined) return spoken;
  }
  return 'it';
}
