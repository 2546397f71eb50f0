const CDATA = '<![CDATA[';
const CDATA_END = ']]>';

/**
 * What is said in an XML document that comes in pieces, a space for each tag: names and values of attributes are the language it is
 * written in, and every daticert would be found by them (`errore="nessuno"`). Judges nothing: what is not well-formed comes out somehow.
 */
export class XmlText {
  #inside: 'text' | 'tag' | 'cdata' = 'text';
  /** What was read since the state began, its last octets alone: markers may be cut by the end of a piece. */
  #read = '';

  push(piece: string): string {
    let text = '';
    for (const sign of piece) {
      this.#read = (this.#read + sign).slice(-CDATA.length);
      if (this.#inside === 'text') {
        if (sign === '<') this.#enter('tag', sign);
        else text += sign;
      } else if (this.#inside === 'cdata') {
        text += sign;
        if (this.#read.endsWith(CDATA_END)) this.#enter('text');
      } else if (this.#read === CDATA) this.#enter('cdata');
      else if (sign === '>') {
        text += ' ';
        this.#enter('text');
      }
    }
    return text;
  }

  #enter(inside: 'text' | 'tag' | 'cdata', read = ''): void {
    this.#inside = inside;
    this.#read = read;
  }
}
