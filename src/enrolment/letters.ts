import type { Language } from '#contract';
import { buildServiceLetter } from '#issuing';
import type { Instant } from '#pec';
import type { Step } from '#ports';
import type { EnrolmentPorts } from './enrolment-ports.ts';

type Ports = Pick<EnrolmentPorts, 'issuing' | 'random' | 'digests'>;
interface Words {
  readonly subject: string;
  readonly text: string;
}

/** To the contact address, by the spool, as ordinary mail; what cannot be delivered comes back to nobody. */
export function letterTo(to: string, words: Words, at: Instant, { issuing, random, digests }: Ports): Step {
  const { issuer } = issuing;
  const message = buildServiceLetter({ ...words, kind: 'attivazione', to: [to], at }, issuer, {
    random,
    digests,
  });
  const outgoing = { messageId: message.id, mailFrom: '', recipients: [to], at };
  return { messages: [message], jobs: issuing.jobsToSend(outgoing) };
}

/** With the link by which he goes on; the key stands behind the `#`, where no server and no log sees it. */
export function begunWords(language: Language, link: string, until: string): Words {
  return {
    it: {
      subject: 'La richiesta di una casella PEC',
      text: `La richiesta di una casella di posta elettronica certificata è stata registrata.

Per continuare, entro il ${until}:
${link}

Chi non ha fatto questa richiesta può ignorare il messaggio: senza prova di identità non si attiva nulla.`,
    },
    en: {
      subject: 'Your request for a certified mailbox',
      text: `A certified mailbox was asked for with this address.

To go on, by ${until}:
${link}

If you did not ask for it, do nothing: without evidence of identity nothing is opened.`,
    },
    de: {
      subject: 'Ihre Anfrage für ein zertifiziertes Postfach',
      text: `Mit dieser Adresse wurde ein zertifiziertes Postfach beantragt.

Weiter geht es bis ${until} hier:
${link}

Wer nichts beantragt hat, braucht nichts zu tun: ohne Identitätsnachweis wird nichts eröffnet.`,
    },
  }[language];
}

export function activeWords(language: Language, address: string, link: string): Words {
  return {
    it: {
      subject: `La casella ${address} è attiva`,
      text: `La casella di posta elettronica certificata ${address} è attiva.

Si legge e si scrive qui: ${link}

Chi non l’ha attivata lo dica subito al gestore.`,
    },
    en: {
      subject: `The mailbox ${address} is open`,
      text: `The certified mailbox ${address} is open.

Read and write here: ${link}

If it was not you who opened it, tell the provider at once.`,
    },
    de: {
      subject: `Das Postfach ${address} ist offen`,
      text: `Das zertifizierte Postfach ${address} ist offen.

Lesen und schreiben: ${link}

Wer es nicht selbst eröffnet hat, melde sich sofort beim Anbieter.`,
    },
  }[language];
}

export function refusedWords(language: Language, reason: string): Words {
  return {
    it: {
      subject: 'La richiesta di una casella PEC non è accolta',
      text: `La richiesta non è accolta.\nMotivo: ${reason}`,
    },
    en: {
      subject: 'Your request for a certified mailbox is refused',
      text: `The request is refused.\nReason: ${reason}`,
    },
    de: { subject: 'Ihre Anfrage ist abgelehnt', text: `Die Anfrage ist abgelehnt.\nGrund: ${reason}` },
  }[language];
}
