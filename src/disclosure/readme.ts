import type { DossierManifest } from '#evidence';
import type { Issuer } from '#pec';

type Kind = DossierManifest['kind'];

/** `LEGGIMI.txt`: what this is and how it is verified, for who opens the archive. */
export function readmeOf(kind: Kind, { name, isTest }: Issuer): Uint8Array {
  const test = isTest ? [IT_TEST, EN_TEST] : ['', ''];
  return new TextEncoder().encode(
    `${[...italian(kind, name), test[0], '', ...english(kind, name), test[1]].join('\n').trimEnd()}\n`,
  );
}

const IT_TEST = '\nATTENZIONE: gestore di prova. Nessun valore legale.';
const EN_TEST = '\nNOTE: a test provider. No legal value.';

const CMS = '  openssl cms -verify -binary -inform DER';
const TRUST = '-CAfile radici.pem -purpose any';

const COMMANDS = [
  '  sha256sum -c SHA256SUMS',
  `${CMS} -in manifest.json.p7s -content manifest.json ${TRUST} -out /dev/null`,
  '  openssl ts -verify -in manifest.json.p7s.tsr -data manifest.json.p7s -CAfile radici.pem',
];

/** What each kind has that the other has not. */
const ABOUT = {
  message: {
    paper: 'fascicolo.pdf',
    it: {
      title: 'FASCICOLO DI POSTA ELETTRONICA CERTIFICATA',
      what: 'il fascicolo',
      tells: 'che racconta che cosa è accaduto e che cosa contiene ogni file.',
    },
    en: { title: 'DOSSIER OF CERTIFIED E-MAIL', tells: 'it tells what happened and what each file is.' },
    command: `  openssl cms -verify -in messaggi/busta.eml ${TRUST} -out /dev/null`,
  },
  extract: {
    paper: 'estratto.pdf',
    it: {
      title: 'ESTRATTO DEL REGISTRO DEI MESSAGGI',
      what: 'l’estratto',
      tells: 'che dice che cosa è stato chiesto e quali righe sono state trovate.',
    },
    en: { title: 'EXTRACT OF THE MESSAGE LOG', tells: 'it tells what was asked and which records were found.' },
    command: `  for head in registro/*.p7m; do${CMS.slice(1)} -in "$head" ${TRUST} -out "$head.json"; done`,
  },
} as const satisfies Readonly<Record<Kind, unknown>>;

function italian(kind: Kind, name: string): readonly string[] {
  const { paper, it, command } = ABOUT[kind];
  const { title, what, tells } = it;
  return [
    `${title} - ${name}`,
    '',
    `Cominci da ${paper}, ${tells}`,
    `Per verificare tutto con un clic, senza fidarsi di chi ha fatto ${what}, apra la pagina verifica.html nel browser, anche senza rete,`,
    'e vi trascini questo archivio: nulla esce dal suo computer. La pagina non è qui dentro, perché nessuno può garantire per sé stesso: la',
    'dà chiunque abbia Ceralacca (ceralacca dossier page); la stessa sta sul sito dei gestori che lo usano (/verifica/).',
    '',
    'Con i soli strumenti comuni, dopo averlo estratto:',
    '',
    ...COMMANDS,
    command,
    '',
    'radici.pem contiene i certificati delle autorità di cui lei si fida: non sono qui, perché nessuno può garantire per sé stesso.',
  ];
}

function english(kind: Kind, name: string): readonly string[] {
  const { paper, en, command } = ABOUT[kind];
  const { title, tells } = en;
  return [
    `${title} - ${name}`,
    '',
    `Begin with ${paper}: ${tells}`,
    'To verify everything at once, without trusting who made it, open the page verifica.html in a browser, offline too, and drop this archive',
    'on it: nothing leaves your computer. The page is not in here, since nobody vouches for himself: whoever has Ceralacca can make it',
    '(ceralacca dossier page), and providers that use it serve the same (/verifica/).',
    '',
    'With common tools alone, after unpacking it:',
    '',
    ...COMMANDS,
    command,
    '',
    'radici.pem holds the certificates of the authorities you trust: they are not in here, since nobody vouches for himself.',
  ];
}
