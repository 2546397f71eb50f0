import { REASONS_OF_DOCUMENTS } from './italian-document-reason.ts';

/** What the judges of signatures say, in plain English, and the same in Italian; `$1` is what stands in its place. */
const REASONS: readonly (readonly [english: RegExp, italian: string])[] = [
  [/^the content was altered: its digest is another$/, 'il contenuto è stato alterato: la sua impronta è un’altra'],
  [
    /^the signature value does not fit the signer's key$/,
    'il valore della firma non corrisponde alla chiave del firmatario',
  ],
  [/^the signer's certificate is not inside the signature$/, 'nella firma manca il certificato del firmatario'],
  [/^the signature has no signed attributes$/, 'la firma non ha attributi firmati'],
  [/^the signature cannot be read: (.*)$/, 'la firma non si può leggere ($1)'],
  [/^the time-stamp cannot be read: (.*)$/, 'la marca temporale non si può leggere ($1)'],
  [/^the certificate expired on (\S+)$/, 'il certificato è scaduto il $1'],
  [/^the certificate is valid from (\S+)$/, 'il certificato vale dal $1'],
  [/^(.*) was revoked on (\S+)$/, '$1 è stato revocato il $2'],
  [/^no certificate of the issuer (.*) is at hand$/, 'manca il certificato di chi lo ha emesso: $1'],
  [/^(.*) is not a trusted root$/, '$1 non è fra le autorità indicate'],
  [
    /^(.*) with (\d+) bits is not trusted since (\S+), and no renewal was made before$/,
    '$1 a $2 bit non è più sicuro dal $3, e non c’è stato rinnovo prima',
  ],
  [/^the authority of the time-stamp: (.*)$/, 'l’autorità della marca temporale: $1'],
  [/^From is (\S+), the certificate is of (.*)$/, 'il mittente è $1, il certificato è di $2'],
];

const ALL = [...REASONS, ...REASONS_OF_DOCUMENTS];

/** Reasons joined by `; `, each in Italian where it is known, else as it stands. */
export function inItalian(reasons: string): string {
  return reasons
    .split('; ')
    .map((reason) => {
      const known = ALL.find(([english]) => english.test(reason));
      return known === undefined ? reason : reason.replace(known[0], known[1]);
    })
    .join('; ');
}
