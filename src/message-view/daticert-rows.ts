import type { Daticert } from '#pec';

/** A line of something that is shown as a form: what it is, and what stands there. */
export interface Row {
  readonly label: string;
  readonly value: string;
}

/** Certification data, row by row: labels in Italian as in the law, values as on the wire. */
export function daticertRows(daticert: Daticert): readonly Row[] {
  const rows: (Row | undefined)[] = [
    { label: 'Tipo', value: daticert.tipo },
    { label: 'Errore', value: daticert.errore },
    { label: 'Mittente', value: daticert.sender },
    ...daticert.recipients.map(({ address, type }) => ({ label: `Destinatario (${type})`, value: address })),
    { label: 'Risposte a', value: daticert.replyTo },
    row('Oggetto', daticert.subject),
    { label: 'Gestore emittente', value: daticert.issuerName },
    { label: 'Data e ora', value: `${daticert.giorno} ${daticert.ora} (${daticert.zona})` },
    { label: 'Identificativo', value: daticert.identificativo },
    row('Message-ID originale', daticert.msgid),
    row('Tipo di ricevuta', daticert.receiptType),
    row('Consegna', daticert.consegna),
    ...(daticert.ricezione ?? []).map((address) => ({ label: 'Ricezione', value: address })),
    row('Errore esteso', daticert.erroreEsteso),
  ];
  return rows.filter((each) => each !== undefined);
}

function row(label: string, value: string | undefined): Row | undefined {
  return value === undefined ? undefined : { label, value };
}
