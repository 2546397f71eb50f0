import type { Statement, StatementFacts, Statements } from './statements.ts';

export function statementsDe(facts: StatementFacts): Statements {
  return { accessibility: accessibility(facts), privacy: privacy(facts) };
}

function accessibility({ name, day }: StatementFacts): Statement {
  return {
    title: 'Erklärung zur Barrierefreiheit',
    lead: `${name} möchte, dass alle diesen Dienst nutzen können, mit jedem Hilfsmittel (Gesetz 4/2004, Richtlinie EU 2016/2102).`,
    sections: [
      {
        title: 'Stand der Vereinbarkeit',
        paragraphs: [
          'Die Seiten sind nach WCAG 2.2, Stufe AA, und EN 301 549 gebaut: Web-Postfach, Verwaltung, Aktivierung, Prüfung und öffentliche Seiten.',
          'Mit jeder Fassung der Software wird jede Seite automatisch und ohne Beanstandung geprüft, allein mit der Tastatur bedient und bei 320 Pixel Breite sowie 200 % Vergrößerung erprobt.',
        ],
      },
      {
        title: 'Inhalte, die nicht barrierefrei sein können',
        paragraphs: [
          'Nachrichten und Anhänge werden gezeigt, wie ihre Absender sie geschrieben haben: der Anbieter darf sie nicht ändern, weil sie zertifiziert sind. Von jeder HTML-Nachricht lässt sich der bloße Text lesen.',
          'Die PDF-Dateien der Beweisakten sind Gefälligkeitskopien; dieselben Angaben stehen auf der Prüfseite, die barrierefrei ist.',
        ],
      },
      {
        title: 'Rückmeldungen',
        paragraphs: [
          'Wer auf eine Schwierigkeit stößt, kann uns schreiben: {contact}. Wir antworten innerhalb von dreißig Tagen, meist viel früher, und bieten inzwischen einen anderen Weg an.',
          'Genügt die Antwort nicht, kann man sich an die Ombudsstelle für Digitales bei der AgID wenden.',
        ],
      },
      {
        title: 'Wie diese Erklärung entstand',
        paragraphs: [`Selbstbewertung mit automatischen Werkzeugen und Erprobung von Hand. Überprüft am ${day}.`],
      },
    ],
  };
}

function privacy({ name, months }: StatementFacts): Statement {
  return {
    title: 'Datenschutz',
    lead: 'Welche Daten der Dienst verarbeitet, warum, wie lange, und was Sie verlangen können.',
    sections: [
      {
        title: 'Wer die Daten verarbeitet',
        paragraphs: [`Verantwortlich ist ${name}. Für alle Anliegen: {contact}.`],
      },
      {
        title: 'Welche Daten und warum',
        paragraphs: [
          'Über die Inhaberin oder den Inhaber: Name, Steuernummer, Kontaktdaten und Identitätsnachweise, weil ein zertifiziertes Postfach von Gesetzes wegen jemandem gewiss gehören muss (DPR 68/2005, DM vom 2. November 2005).',
          'Über Nachrichten: Absender, Empfänger, Betreff, Daten und Ergebnisse, weil der Anbieter beweisen können muss, was geschah. Der Inhalt bleibt im Postfach und wird von niemandem beim Anbieter gelesen; ein automatischer Virenscanner untersucht ihn.',
          'Über Anmeldungen: Zeit, Netzadresse und Gerät, um das Postfach vor Eindringlingen zu schützen.',
          'Rechtsgrundlage sind der Vertrag über das Postfach und die gesetzlichen Pflichten des Anbieters (Artikel 6 Absatz 1 Buchstaben b und c der Verordnung EU 2016/679).',
        ],
      },
      {
        title: 'Wie lange',
        paragraphs: [
          `Das Nachrichtenprotokoll bleibt ${months} Monate, wie die Vorschrift es verlangt, und wird dann gelöscht. Nachrichten mit Viren bleiben ebenso lange. Was im Postfach liegt, bleibt, solange die Inhaberin oder der Inhaber es will.`,
          'Name, Steuernummer und Identitätsnachweise bleiben, solange die Adresse besteht, und auch nach ihrer Schließung: es muss feststellbar sein, wem sie gehörte, und sie wird nie jemand anderem gegeben. Sie sind verschlüsselt, und jede Einsicht wird aufgezeichnet.',
        ],
      },
      {
        title: 'Wem sie mitgeteilt werden',
        paragraphs: [
          'Anderen Anbietern, soweit die Zustellung es erfordert; Gerichten und Aufsichtsbehörden, wo das Gesetz es vorschreibt. Sonst niemandem; keine Profile, keine Werbung.',
        ],
      },
      {
        title: 'Cookies',
        paragraphs: [
          'Ein einziges technisches Cookie nach der Anmeldung, für die Dauer der Sitzung. Keines auf den öffentlichen Seiten. Keine Schrift, kein Programm und kein Bild kommt von anderen Websites.',
        ],
      },
      {
        title: 'Ihre Rechte',
        paragraphs: [
          'Sie können Auskunft, Berichtigung, Löschung, Einschränkung und eine Kopie Ihrer Daten verlangen (Artikel 15-22 der Verordnung EU 2016/679). Was das Protokoll von Gesetzes wegen bewahren muss, lässt sich nicht vor der Zeit löschen.',
          'Sie können sich bei der italienischen Datenschutzbehörde (Garante) beschweren.',
        ],
      },
    ],
  };
}
