import type { Translated } from '#kit';
import type { it } from './foreign-texts-it.ts';

export const de: Translated<typeof it> = {
  event: {
    unchecked:
      'Der Termin stammt vom Absender der Nachricht: Kein Anbieter hat ihn geprüft, und von hier aus wird weder geantwortet noch etwas Fremdes geöffnet.',
    more: 'Die Datei enthält weitere Termine oder Personen: Zum Ansehen herunterladen.',
    noTitle: '(ohne Titel)',
    when: 'Wann',
    repeats: 'Wiederholung',
    where: 'Wo',
    organizer: 'Veranstaltet von',
    people: 'Eingeladen',
    asks: 'Es wird um eine Antwort gebeten',
    asksHow:
      'Wenn Sie antworten möchten, schreiben Sie an die veranstaltende Person: Von hier aus geht nichts von selbst hinaus.',
    span: '{{start}} – {{end}}',
    wholeDay: 'Ganztägig',
    legalTime: 'Italienische gesetzliche Zeit',
    legalTimeFrom: 'Italienische gesetzliche Zeit; geschrieben in der Zeit von {{zone}}',
    otherZone: 'In der Zeit von „{{zone}}“, die hier nicht bekannt ist: bitte nachfragen',
    anyZone: 'Uhrzeit ohne Zone: Es gilt die des Ortes',
    purpose: {
      invitation: 'Einladung',
      cancellation: 'Abgesagt',
      answer: 'Antwort auf eine Einladung',
      proposal: 'Ein anderer Termin wird vorgeschlagen',
      information: 'Termin',
    },
    every: {
      daily: 'Jeden Tag',
      weekly: 'Jede Woche',
      monthly: 'Jeden Monat',
      yearly: 'Jedes Jahr',
      otherwise: 'Mehrmals',
    },
    answer: {
      open: 'hat noch nicht geantwortet',
      accepted: 'hat zugesagt',
      declined: 'hat abgesagt',
      tentative: 'vielleicht',
      delegated: 'hat abgegeben',
    },
  },
  contactCard: {
    unchecked: 'Die Kontakte stammen vom Absender der Nachricht: Kein Anbieter hat sie geprüft.',
    organisation: 'Organisation',
    address: 'Adresse',
    phone: 'Telefon',
    notes: 'Notizen',
    more: 'Die Datei enthält weitere Kontakte: Zum Ansehen herunterladen.',
  },
};
