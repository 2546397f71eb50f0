import { buildServiceLetter, type Issuing } from '#issuing';
import type { Digests, Random, Step, StoredMessage } from '#ports';
import type { SecurityNotice } from '#sign-in';

export interface SecurityLettersPorts {
  readonly issuing: Pick<Issuing, 'issuer' | 'jobsToSend'>;
  readonly random: Random;
  readonly digests: Digests;
}

const CLOSING = {
  it: 'Questo è un avviso di servizio del gestore: non è una ricevuta di posta elettronica\ncertificata e non richiede risposta.',
  en: 'This is a service notice of the provider: it is no receipt of certified e-mail and needs\nno answer.',
  de: 'Dies ist eine Mitteilung des Anbieters: sie ist kein Beleg der zertifizierten E-Mail\nund verlangt keine Antwort.',
} as const;

/**
 * What happened to somebody's access, told where he reads: in his mailbox, and at the ordinary addresses he named, since who took his
 * mailbox reads that too. In his language; where it is not known in Italian and English.
 */
export function securityLetters({ issuing, random, digests }: SecurityLettersPorts): (notice: SecurityNotice) => Step {
  const { issuer } = issuing;
  return ({ mailbox, addresses, language, subject, text, at }) => {
    const languages = language === undefined ? (['it', 'en'] as const) : ([language] as const);
    const letter = (to: string): StoredMessage =>
      buildServiceLetter(
        {
          ...{ kind: 'sicurezza', to: [to], at },
          subject: languages.map((one) => subject[one]).join(' / '),
          text: languages.map((one) => `${text[one]}\n\n${CLOSING[one]}`).join('\n\n-----\n\n'),
        },
        issuer,
        { random, digests },
      );
    const inside = mailbox && letter(mailbox.address);
    const outside = addresses.map((to) => {
      const message = letter(to);
      return { message, jobs: issuing.jobsToSend({ messageId: message.id, mailFrom: '', recipients: [to], at }) };
    });
    return {
      messages: [...(inside ? [inside] : []), ...outside.map(({ message }) => message)],
      ...(inside && {
        placements: [
          { mailbox: mailbox!.id, folder: 'INBOX', messageId: inside.id, size: inside.size, internalDate: at },
        ],
      }),
      jobs: outside.flatMap(({ jobs }) => jobs),
    };
  };
}
