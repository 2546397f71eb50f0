const LETTERS = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** The octets of a Bech32 text (BIP 173, without its limit of length) with this prefix; undefined when it is none. */
export function bech32Octets(text: string, prefix: string): Buffer | undefined {
  const split = text.lastIndexOf('1');
  if (text.slice(0, split) !== prefix) return undefined;
  const values = [...text.slice(split + 1)].map((letter) => LETTERS.indexOf(letter));
  if (values.length < 6 || values.includes(-1) || checksum([...expanded(prefix), ...values]) !== 1) return undefined;
  const octets: number[] = [];
  let bits = 0;
  let value = 0;
  for (const five of values.slice(0, -6)) {
    value = ((value << 5) | five) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    octets.push((value >> bits) & 0xff);
  }
  return Buffer.from(octets);
}

function expanded(prefix: string): readonly number[] {
  const codes = [...Buffer.from(prefix)];
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
}

function checksum(values: readonly number[]): number {
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    for (const [bit, generator] of GENERATOR.entries()) if ((top >>> bit) & 1) sum ^= generator;
  }
  return sum >>> 0;
}
