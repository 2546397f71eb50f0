import type { Statement, StatementFacts, Statements } from './statements.ts';

export function statementsIt(facts: StatementFacts): Statements {
  return { accessibility: accessibility(facts), privacy: privacy(facts) };
}

function accessibility({ name, day }: StatementFacts): Statement {
  return {
    title: 'Dichiarazione di accessibilità',
    lead: `${name} vuole che chiunque possa usare questo servizio, con qualunque strumento (legge 4/2004, direttiva UE 2016/2102).`,
    sections: [
      {
        title: 'Stato di conformità',
        paragraphs: [
          'Le pagine sono costruite secondo le WCAG 2.2, livello AA, e la norma EN 301 549: casella web, amministrazione, attivazione, verifica e pagine pubbliche.',
          'A ogni versione del software ogni pagina è esaminata da un controllo automatico senza violazioni, percorsa con la sola tastiera, e provata a 320 pixel di larghezza e al 200 % di ingrandimento.',
        ],
      },
      {
        title: 'Contenuti che possono non essere accessibili',
        paragraphs: [
          'I messaggi e gli allegati sono mostrati come li ha scritti chi li ha inviati: il gestore non può modificarli, perché sono certificati. Di ogni messaggio HTML si può leggere il solo testo.',
          'I file PDF dei fascicoli sono copie di cortesia; le stesse informazioni stanno nella pagina di verifica, che è accessibile.',
        ],
      },
      {
        title: 'Segnalazioni',
        paragraphs: [
          'Chi incontra una difficoltà può scriverci: {contact}. Rispondiamo entro trenta giorni, di solito molto prima, e offriamo intanto un’altra via.',
          'Se la risposta non soddisfa, ci si può rivolgere al Difensore civico per il digitale presso AgID.',
        ],
      },
      {
        title: 'Come è stata fatta questa dichiarazione',
        paragraphs: [`Autovalutazione con strumenti automatici e prove a mano. Riesaminata il ${day}.`],
      },
    ],
  };
}

function privacy({ name, months }: StatementFacts): Statement {
  return {
    title: 'Privacy',
    lead: 'Quali dati tratta il servizio, perché, per quanto tempo, e che cosa può chiedere lei.',
    sections: [
      {
        title: 'Chi tratta i dati',
        paragraphs: [`Il titolare è ${name}. Per ogni richiesta: {contact}.`],
      },
      {
        title: 'Quali dati e perché',
        paragraphs: [
          'Dell’intestatario: nome, codice fiscale, recapiti e prove di identità, perché la legge vuole che una casella certificata abbia un titolare certo (DPR 68/2005, DM 2 novembre 2005).',
          'Dei messaggi: mittente, destinatari, oggetto, date ed esiti, perché il gestore deve poter provare che cosa è accaduto. Il contenuto dei messaggi resta nella casella e non è letto da nessuno del gestore; è esaminato da un antivirus automatico.',
          'Degli accessi: data, indirizzo di rete e dispositivo, per difendere la casella da intrusioni.',
          'La base giuridica è il contratto con il titolare della casella e gli obblighi di legge del gestore (articolo 6, paragrafo 1, lettere b e c, del regolamento UE 2016/679).',
        ],
      },
      {
        title: 'Per quanto tempo',
        paragraphs: [
          `Il registro dei messaggi resta ${months} mesi, come vuole la norma, e poi è cancellato. I messaggi con virus restano altrettanto. Ciò che sta nella casella resta finché lo decide il titolare.`,
          'Nome, codice fiscale e prove di identità restano finché l’indirizzo esiste, e anche dopo la chiusura: si deve poter dire di chi era, e non darlo mai a un altro. Sono conservati cifrati, e ogni consultazione è registrata.',
        ],
      },
      {
        title: 'A chi sono comunicati',
        paragraphs: [
          'Agli altri gestori, quanto serve a recapitare i messaggi; all’autorità giudiziaria e di vigilanza, quando la legge lo impone. A nessun altro; nessuna profilazione, nessuna pubblicità.',
        ],
      },
      {
        title: 'Cookie',
        paragraphs: [
          'Un solo cookie tecnico, dopo l’accesso, che dura quanto la sessione. Nessuno nelle pagine pubbliche. Nessun carattere, programma o immagine è preso da altri siti.',
        ],
      },
      {
        title: 'I suoi diritti',
        paragraphs: [
          'Può chiedere accesso, rettifica, cancellazione, limitazione e copia dei suoi dati (articoli 15-22 del regolamento UE 2016/679). Ciò che il registro deve conservare per legge non si può cancellare prima del termine.',
          'Può presentare reclamo al Garante per la protezione dei dati personali.',
        ],
      },
    ],
  };
}
