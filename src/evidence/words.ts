/** The same words in Italian and in English. */
export interface Words {
  readonly it: string;
  readonly en: string;
}
