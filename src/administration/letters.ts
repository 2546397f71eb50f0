import { buildServiceLetter, type ServiceLetter } from '#issuing';
import type { Instant } from '#pec';
import type { Mailbox, Step } from '#ports';
import type { AdministrationPorts } from './administration-ports.ts';

type Ports = Pick<AdministrationPorts, 'issuing' | 'random' | 'digests'>;
type Words = Pick<ServiceLetter, 'kind' | 'subject' | 'text'>;

/** To an address outside, by the spool, as ordinary mail; what cannot be delivered comes back to nobody. */
export function letterOut(to: string, words: Words, at: Instant, { issuing, random, digests }: Ports): Step {
  const { issuer } = issuing;
  const letter = { ...words, to: [to], at };
  const message = buildServiceLetter(letter, issuer, { random, digests });
  const outgoing = { messageId: message.id, mailFrom: '', recipients: [to], at };
  return { messages: [message], jobs: issuing.jobsToSend(outgoing) };
}

/** Into a mailbox of ours. */
export function letterIn({ id, address }: Mailbox, words: Words, at: Instant, ports: Ports): Step {
  const message = buildServiceLetter({ ...words, to: [address], at }, ports.issuing.issuer, ports);
  return {
    messages: [message],
    placements: [{ mailbox: id, folder: 'INBOX', messageId: message.id, size: message.size, internalDate: at }],
  };
}

export function welcomeWords(address: string, link: string, until: string): Words {
  return {
    kind: 'attivazione',
    subject: `La casella ${address} è pronta / Your mailbox is ready / Ihr Postfach ist bereit`,
    text: `La casella di posta elettronica certificata ${address} è pronta.

Per scegliere la password, entro il ${until}:
${link}

-----

The certified mailbox ${address} is ready. Choose its password by ${until}:
${link}

-----

Das zertifizierte Postfach ${address} ist bereit. Bitte bis ${until} das Passwort wählen:
${link}`,
  };
}

export function closingWords(address: string, until: string, reason: string): Words {
  return {
    kind: 'chiusura',
    subject: `La casella ${address} sarà chiusa il ${until} / This mailbox closes on ${until}`,
    text: `La casella ${address} sarà chiusa alla fine del ${until}.
Motivo: ${reason}

Fino ad allora si possono leggere ed esportare i messaggi, e la posta certificata continua ad arrivare;
non si può più inviare. Dopo, l'indirizzo non esisterà più per chi scrive.
Prima di quel giorno: esportare i messaggi e le ricevute da conservare.

-----

The mailbox ${address} closes at the end of ${until}. Reason: ${reason}
Until then messages can be read and exported, and certified mail still comes in; nothing can be sent any more.

-----

Das Postfach ${address} wird mit Ende des ${until} geschlossen. Grund: ${reason}
Bis dahin können Nachrichten gelesen und exportiert werden; zertifizierte Post kommt weiterhin an.`,
  };
}

/** The holder finds out who reads what comes in as ordinary mail. */
export function forwardedWords(address: string, by: string, to: string): Words {
  return {
    kind: 'inoltro',
    subject: 'La posta ordinaria di questa casella viene inoltrata / Ordinary mail is forwarded / Weiterleitung',
    text: `La posta ordinaria che arriva alla casella ${address} viene d'ora in poi inoltrata a ${to}
e non resta nella casella. La posta certificata non cambia. Deciso da: ${by}.

Se non risulta concordato, chiedere al gestore.

-----

Ordinary mail that arrives for the mailbox ${address} is forwarded to ${to} from now on
and does not stay in the mailbox. Certified mail is not touched. Decided by: ${by}.
If this was not agreed, ask the provider.

-----

Gewöhnliche E-Mail an das Postfach ${address} wird ab jetzt an ${to} weitergeleitet
und bleibt nicht im Postfach. Zertifizierte Post ist nicht betroffen. Entschieden von: ${by}.
Falls das nicht vereinbart war, bitte beim Anbieter nachfragen.`,
  };
}

export function renewedWords(address: string, by: string, reason: string): Words {
  return {
    kind: 'accesso',
    subject: 'Nuova password per questa casella / New password for this mailbox / Neues Passwort',
    text: `Per la casella ${address} è stato dato un collegamento con cui scegliere una nuova password. La password di prima
e tutte le sessioni non valgono più. Dato da: ${by}. Motivo: ${reason}

Chi non lo ha chiesto lo dica subito al gestore.

-----

A link to choose a new password was given for the mailbox ${address}; the old password and all sessions have ended.
Given by: ${by}. Reason: ${reason}. If you did not ask for it, tell the provider at once.

-----

Für das Postfach ${address} wurde ein Link für ein neues Passwort ausgegeben; das alte Passwort und alle Sitzungen
gelten nicht mehr. Von: ${by}. Grund: ${reason}. Wer das nicht verlangt hat, melde sich sofort beim Anbieter.`,
  };
}
