export interface XmlElement {
  /** As written, with its prefix if it has one. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The element's own character data, white space at its ends removed (spec 6.5.6). */
  readonly text: string;
}
