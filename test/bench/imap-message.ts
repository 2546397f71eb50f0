const WORDS = (
  'delibera giunta protocollo contratto fattura allegato scadenza ricorso istanza certificato pagamento avviso ufficio comune ' +
  'cittadino impresa notifica raccomandata sentenza udienza parere relazione bilancio gara appalto offerta ordine consegna verbale'
).split(' ');

/** As long as a short letter: what takes long is the number of messages, not their bulk. */
const BODY_OCTETS = 2_000;
/** One message in so many holds the word the text search looks for, and one the subject's. */
export const RARE_EVERY = 1_000;
export const RARE_TEXT = 'ornitorinco';
export const RARE_SUBJECT = 'Zibaldone';

/** A small generator of its own: the same messages for both servers, in every run. */
function sequenceFrom(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
}

/** Message `number` of the box measured: letters of about two kilobytes, no two alike. */
export function boxMessage(number: number): Buffer {
  const next = sequenceFrom(number * 2_654_435_761 + 1);
  const word = () => WORDS[next() % WORDS.length]!;
  const isRare = number % RARE_EVERY === RARE_EVERY / 2;
  const subject = `${isRare ? RARE_SUBJECT : word()} ${word()} n. ${number}`;
  const lines: string[] = isRare ? [`Si parla di un ${RARE_TEXT}.`] : [];
  for (let octets = 0; octets < BODY_OCTETS; ) {
    const line = Array.from({ length: 9 }, word).join(' ');
    lines.push(line);
    octets += line.length + 2;
  }
  const at = new Date(Date.UTC(2025, 0, 1) + number * 60_000).toUTCString().replace('GMT', '+0000');
  return Buffer.from(
    `From: "${word()} ${word()}" <mittente${number % 97}@pec.alfa.example>\r\nTo: archivio@pec.beta.example\r\n` +
      `Subject: ${subject}\r\nMessage-ID: <misura.${number}@bench.example>\r\nDate: ${at}\r\nMIME-Version: 1.0\r\n` +
      `Content-Type: text/plain; charset=us-ascii\r\n\r\n${lines.join('\r\n')}\r\n`,
    'latin1',
  );
}
