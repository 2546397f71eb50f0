/** Letters of other alphabets, and pairs, that pass for Latin ones (a part of Unicode TR 39's confusables: those that occur in names). */
const LOOKS_LIKE: Readonly<Record<string, string>> = {
  ...{ а: 'a', е: 'e', о: 'o', р: 'p', с: 'c', у: 'y', х: 'x', і: 'i', ј: 'j', ѕ: 's', ԁ: 'd', ԛ: 'q', ԝ: 'w', һ: 'h' },
  ...{ к: 'k', м: 'm', т: 't', в: 'b', н: 'h', г: 'r', п: 'n', ӏ: 'l', ν: 'v', α: 'a', ο: 'o', ρ: 'p', τ: 't', υ: 'u' },
  ...{ ι: 'i', κ: 'k', ε: 'e', η: 'n', γ: 'y', ı: 'i', ɩ: 'i', ɡ: 'g', ℓ: 'l', ſ: 's', '0': 'o', '1': 'l', '|': 'l' },
};
const PAIRS: readonly (readonly [RegExp, string])[] = [
  [/rn/g, 'm'],
  [/vv/g, 'w'],
  [/cl/g, 'd'],
];

/** What a hasty reader takes a name for: names that look the same have the same. */
export function skeleton(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{Mn}\p{Cf}]/gu, '');
  let looks = '';
  for (const letter of plain) looks += LOOKS_LIKE[letter] ?? letter;
  // `l` and `i` are one stroke in many typefaces.
  looks = looks.replaceAll('i', 'l');
  for (const [pair, one] of PAIRS) looks = looks.replace(pair, one);
  return looks;
}

/** Foreign letters as the Latin ones they look like; all others as they stand. */
export function latinised(text: string): string {
  return [...text]
    .map((letter) => (/[^\0-\x7f]/.test(letter) ? (LOOKS_LIKE[letter.toLowerCase()] ?? letter) : letter))
    .join('');
}

const SCRIPTS = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u] as const;

/** Letters of several alphabets within one word: nobody writes so but to deceive. */
export function mixesScripts(text: string): boolean {
  return text.split(/[^\p{L}\p{M}]+/u).some((word) => SCRIPTS.filter((script) => script.test(word)).length > 1);
}

/** Marks that turn the direction of writing, and characters of no width (general category Cf, and letters that show nothing). */
const HIDDEN = /\p{Cf}|\u034f|\u115f|\u1160|\u3164|\uffa0/gu;
/** Joiners within one picture (a family, a flag) hide nothing. */
const PICTURES = /(?<=\p{Extended_Pictographic}\ufe0f?)\u200d(?=\p{Extended_Pictographic})/gu;

/** A text that shows as another than it is. */
export function hasHiddenCharacters(text: string): boolean {
  return text.replace(PICTURES, '').search(HIDDEN) >= 0;
}

/** As it may be shown. */
export function withoutHiddenCharacters(text: string): string {
  return text.replace(HIDDEN, '').replace(/\p{Cc}/gu, ' ');
}

/** The domain's labels as people see them: `xn--…` decoded (RFC 3492); as written where it cannot be. */
export function shownDomain(domain: string): string {
  return domain
    .split('.')
    .map((label) => (label.toLowerCase().startsWith('xn--') ? (decodePunycode(label.slice(4)) ?? label) : label))
    .join('.');
}

const [BASE, T_MIN, T_MAX, SKEW, DAMP, FIRST_BIAS, FIRST_N] = [36, 1, 26, 38, 700, 72, 128];

/** RFC 3492 6.2. Undefined when it is none. */
function decodePunycode(text: string): string | undefined {
  const last = text.lastIndexOf('-');
  const output = last > 0 ? [...text.slice(0, last)].map((letter) => letter.codePointAt(0)!) : [];
  let [n, index, bias] = [FIRST_N, 0, FIRST_BIAS];
  for (let at = last > 0 ? last + 1 : 0; at < text.length; ) {
    const before = index;
    for (let [weight, k] = [1, BASE]; ; k += BASE) {
      const digit = digitOf(text.charCodeAt(at++));
      if (digit === undefined || index > 0x7fffffff) return undefined;
      index += digit * weight;
      const threshold = k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
      if (digit < threshold) break;
      weight *= BASE - threshold;
    }
    bias = adapt(index - before, output.length + 1, before === 0);
    n += Math.floor(index / (output.length + 1));
    index %= output.length + 1;
    if (n > 0x10ffff || (n >= 0xd800 && n <= 0xdfff)) return undefined;
    output.splice(index++, 0, n);
  }
  return String.fromCodePoint(...output);
}

function digitOf(code: number): number | undefined {
  if (code >= 0x30 && code <= 0x39) return code - 22;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a ? lower - 0x61 : undefined;
}

function adapt(delta: number, points: number, isFirst: boolean): number {
  let rest = Math.floor(isFirst ? delta / DAMP : delta / 2);
  rest += Math.floor(rest / points);
  let k = 0;
  for (; rest > ((BASE - T_MIN) * T_MAX) / 2; k += BASE) rest = Math.floor(rest / (BASE - T_MIN));
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}
