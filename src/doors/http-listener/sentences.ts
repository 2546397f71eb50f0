import type { RefusalKind, Sentence } from '#contract';

/** What the listener itself refuses, in words. */
export const SENTENCES = {
  'not-found': {
    it: 'Qui non c’è nulla con questo indirizzo.',
    en: 'There is nothing at this address.',
    de: 'Unter dieser Adresse gibt es nichts.',
  },
  'wrong-method': {
    it: 'Questo indirizzo non si chiama con questo metodo: l’intestazione Allow dice con quali.',
    en: 'This address is not called with this method: the header Allow says with which.',
    de: 'Diese Adresse wird nicht mit dieser Methode aufgerufen: Das Feld Allow sagt, mit welchen.',
  },
  'bad-request': {
    it: 'La richiesta non è scritta come prevede HTTP.',
    en: 'The request is not written as HTTP demands.',
    de: 'Die Anfrage entspricht nicht den Regeln von HTTP.',
  },
  'wrong-host': {
    it: 'Questo servizio non risponde a quel nome.',
    en: 'This service does not answer to that name.',
    de: 'Dieser Dienst antwortet nicht unter diesem Namen.',
  },
  'too-large': {
    it: 'Ciò che è stato inviato è troppo grande.',
    en: 'What was sent is too large.',
    de: 'Das Gesendete ist zu groß.',
  },
  'too-slow': {
    it: 'La richiesta non è arrivata per intero in tempo.',
    en: 'The request did not arrive in full in time.',
    de: 'Die Anfrage ist nicht rechtzeitig vollständig angekommen.',
  },
  'media-type': {
    it: 'Il formato inviato non è tra quelli accettati qui.',
    en: 'What was sent is of a type that is not taken here.',
    de: 'Das gesendete Format wird hier nicht angenommen.',
  },
  'too-many': {
    it: 'Troppe richieste in poco tempo: riprovare tra poco.',
    en: 'Too many requests in a short time: try again soon.',
    de: 'Zu viele Anfragen in kurzer Zeit: bitte bald erneut versuchen.',
  },
  closing: {
    it: 'Il servizio si sta riavviando: riprovare tra poco.',
    en: 'The service is restarting: try again soon.',
    de: 'Der Dienst wird neu gestartet: bitte bald erneut versuchen.',
  },
  internal: {
    it: 'Qualcosa è andato storto da parte nostra. L’errore è stato registrato; ciò che era già salvato resta salvato.',
    en: 'Something went wrong on our side. The error has been recorded; what was saved stays saved.',
    de: 'Auf unserer Seite ist etwas schiefgegangen. Der Fehler wurde protokolliert; was gespeichert war, bleibt gespeichert.',
  },
} as const satisfies Readonly<Record<string, Sentence>>;

export type ListenerCode = keyof typeof SENTENCES;

/** Statuses the contract has no kind of refusal for. */
export const STATUS: Readonly<Record<ListenerCode, number>> = {
  'not-found': 404,
  'wrong-method': 405,
  'bad-request': 400,
  'wrong-host': 421,
  'too-large': 413,
  'too-slow': 408,
  'media-type': 415,
  'too-many': 429,
  closing: 503,
  internal: 500,
};

export type { RefusalKind };
