import { XmlElement as Node, XmlC14NMode, type XmlNode } from 'libxml2-wasm';
import { XmlFault } from './fault.ts';
import { parse } from './read-xml.ts';

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const EXCLUSIVE = { mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0 };

export interface SignedForms {
  /** The root element without its signature: what is digested. */
  readonly content: string;
  /** What is signed: digests, and how they were made. */
  readonly signedInfo: string;
}

/**
 * What an enveloped signature directly under the root element stands for, in Exclusive XML Canonicalization 1.0 without comments. Judges
 * nothing; undefined: there is not just one. Throws XmlFault.
 */
export function signedForms(text: string): SignedForms | undefined {
  const document = parse(text);
  try {
    const { root } = document;
    const [signature, second] = elementsOf(root).filter((one) => one.name === 'Signature' && one.namespaceUri === DSIG);
    if (signature === undefined || second !== undefined) return undefined;
    const info = elementsOf(signature).find(({ name }) => name === 'SignedInfo');
    if (info === undefined) return undefined;
    const signedInfo = info.canonicalizeToString(EXCLUSIVE);
    signature.remove();
    return { content: root.canonicalizeToString(EXCLUSIVE), signedInfo };
  } finally {
    document.dispose();
  }
}

function elementsOf(node: Node): readonly Node[] {
  const found: Node[] = [];
  for (let child: XmlNode | null = node.firstChild; child !== null; ) {
    if (!('next' in child)) throw new XmlFault('not-well-formed', 'the XML holds instructions');
    if (child instanceof Node) found.push(child);
    child = (child as Node).next;
  }
  return found;
}
