import type { Issuer } from '#pec';

/** `LEGGIMI.txt`: what this is and how it is verified, for who opens the archive. */
export function readmeOf({ name, isTest }: Issuer): Uint8Array {
  const test = isTest ? [IT_TEST, EN_TEST] : ['', ''];
  return new TextEncoder().encode(
    `${[...italian(name), test[0], '', ...english(name), test[1]].join('\n').trimEnd()}\n`,
  );
}

const IT_TEST = '\nATTENZIONE: gestore di prova. Nessun valore legale.';
const EN_TEST = '\nNOTE: a test provider. No legal value.';

const COMMANDS = [
  '  sha256sum -c SHA256SUMS',
  '  openssl cms -verify -binary -inform DER -in manifest.json.p7s -content manifest.json -CAfile radici.pem -purpose any -out /dev/null',
  '  openssl ts -verify -in manifest.json.p7s.tsr -data manifest.json.p7s -CAfile radici.pem',
  '  openssl cms -verify -in messaggi/busta.eml -CAfile radici.pem -purpose any -out /dev/null',
];

function italian(name: string): readonly string[] {
  return [
    `FASCICOLO DI POSTA ELETTRONICA CERTIFICATA - ${name}`,
    '',
    'Cominci da fascicolo.pdf, che racconta che cosa è accaduto e che cosa contiene ogni file.',
    'Per verificare tutto con un clic, senza rete e senza fidarsi di chi ha fatto il fascicolo, apra verifica.html nel browser e vi trascini',
    'questo archivio. Con i soli strumenti comuni, dopo averlo estratto:',
    '',
    ...COMMANDS,
    '',
    'radici.pem contiene i certificati delle autorità di cui lei si fida: non sono qui, perché nessuno può garantire per sé stesso.',
  ];
}

function english(name: string): readonly string[] {
  return [
    `DOSSIER OF CERTIFIED E-MAIL - ${name}`,
    '',
    'Begin with fascicolo.pdf: it tells what happened and what each file is.',
    'To verify everything at once, offline and without trusting who made it, open verifica.html in a browser and drop this archive on it.',
    'With common tools alone, after unpacking it:',
    '',
    ...COMMANDS,
    '',
    'radici.pem holds the certificates of the authorities you trust: they are not in here, since nobody vouches for himself.',
  ];
}
