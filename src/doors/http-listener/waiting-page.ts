import { createHash } from 'node:crypto';
import type { Language } from '#contract';

/** Why pages are not there: being built; built never, since what builds them is not installed; built in vain. */
export type NotReady = 'building' | 'not-installed' | 'failed';

const STYLE =
  'body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f2f7fc;color:#17324d;' +
  "font:1.125rem/1.6 'Titillium Web',system-ui,sans-serif}main{max-width:34rem;padding:2rem}h1{font-size:1.6rem;margin:0 0 .5rem}" +
  'p{margin:0 0 1rem}code{background:#e6ecf2;padding:.1em .3em}';
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; frame-ancestors 'none'`;

const WORDS: Readonly<Record<Language, Readonly<Record<NotReady, readonly [title: string, text: string]>>>> = {
  it: {
    building: [
      'Le pagine sono in preparazione',
      'Al primo avvio ci vuole circa un minuto. Questa pagina si aggiorna da sola.',
    ],
    'not-installed': [
      'Le pagine non sono installate',
      'Il servizio funziona, ma qui manca ciò che prepara le pagine. Eseguire <code>npm ci</code> con i pacchetti di sviluppo, oppure copiare la cartella <code>dist/web</code> già pronta; poi riavviare.',
    ],
    failed: [
      'Le pagine non sono disponibili',
      'La loro preparazione non è riuscita: il motivo è nel registro del servizio. La posta continua a funzionare con i programmi di posta.',
    ],
  },
  en: {
    building: [
      'The pages are being prepared',
      'At the first start this takes about a minute. This page reloads by itself.',
    ],
    'not-installed': [
      'The pages are not installed',
      'The service works, but what prepares its pages is missing here. Run <code>npm ci</code> with development packages, or copy a ready <code>dist/web</code> folder; then start again.',
    ],
    failed: [
      'The pages are not available',
      'They could not be prepared: the reason is in the log of the service. Mail goes on working with mail programs.',
    ],
  },
  de: {
    building: [
      'Die Seiten werden vorbereitet',
      'Beim ersten Start dauert das etwa eine Minute. Diese Seite lädt sich von selbst neu.',
    ],
    'not-installed': [
      'Die Seiten sind nicht installiert',
      'Der Dienst läuft, aber hier fehlt, was die Seiten vorbereitet. Führen Sie <code>npm ci</code> mit den Entwicklungspaketen aus oder kopieren Sie einen fertigen Ordner <code>dist/web</code>; danach neu starten.',
    ],
    failed: [
      'Die Seiten sind nicht verfügbar',
      'Sie konnten nicht vorbereitet werden: Der Grund steht im Protokoll des Dienstes. Mailprogramme funktionieren weiterhin.',
    ],
  },
};

/** A page without scripts, with the policy under which it may be shown. */
export function waitingPage(why: NotReady, language: Language): { readonly html: string; readonly policy: string } {
  const [title, text] = WORDS[language][why];
  const again = why === 'building' ? '<meta http-equiv="refresh" content="2" />' : '';
  const html =
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8" />${again}` +
    `<meta name="viewport" content="width=device-width, initial-scale=1" /><title>${title}</title><style>${STYLE}</style></head>` +
    `<body><main role="status"><h1>${title}</h1><p>${text}</p></main></body></html>\n`;
  return { html, policy: POLICY };
}
