import { Refusal, type Sentence } from '#contract';
import { legalDate } from '#pec';
import type { Freeze } from '#ports';

/** What an SMTP client is told who hands in from a mailbox that is frozen; plain ASCII. */
export const FROZEN_REPLY = {
  code: 550,
  enhanced: '5.7.1',
  text:
    "l'invio da questa casella e' fermo, ricezione e lettura continuano: per riprendere entrare nella webmail, Sicurezza " +
    '(sending from this mailbox is stopped, receiving and reading go on: sign in to the webmail, Security, to send again)',
} as const;

/** What somebody is told in the pages or by the API who would send from it. */
export function frozenRefusal({ since }: Freeze): Refusal {
  const { giorno, ora } = legalDate(since);
  const detail: Sentence = {
    it: `L'invio da questa casella è fermo dal ${giorno}, ore ${ora}: ricezione e lettura continuano. Si riprende da Sicurezza.`,
    en: `Sending from this mailbox has been stopped since ${giorno}, ${ora}; receiving and reading go on. Resume under Security.`,
    de: `Der Versand aus diesem Postfach ist seit ${giorno}, ${ora} Uhr, angehalten; Empfang und Lesen gehen weiter. Freigabe unter Sicherheit.`,
  };
  return new Refusal('forbidden', 'mailbox-frozen', detail);
}
