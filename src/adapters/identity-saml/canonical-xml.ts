import { createHash, createSign, X509Certificate } from 'node:crypto';

const TEXT: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' };
const ATTRIBUTE: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '"': '&quot;', '\t': '&#x9;', '\n': '&#xA;', '\r': '&#xD;' },
};

/**
 * An element as Exclusive XML Canonicalization would write it, so that it can be signed as it stands: no empty-element tags, references as
 * Canonical XML 2.3 has them. Whoever calls it declares a namespace where it is used first, and names attributes in their canonical order:
 * namespaces first. A string is text; an array holds elements that were written already.
 */
export function canonical(
  name: string,
  attributes: Readonly<Record<string, string>>,
  content: string | readonly string[] = '',
): string {
  const open = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${value.replace(/[&<"\t\n\r]/g, (sign) => ATTRIBUTE[sign]!)}"`,
  );
  const inside = typeof content === 'string' ? content.replace(/[&<>\r]/g, (sign) => TEXT[sign]!) : content.join('');
  return `<${name}${open.join('')}>${inside}</${name}>`;
}

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';

/** The enveloped signature (XML Signature 4, RSA with SHA-256) over an element written by `canonical`, which has this `ID`. */
export function envelopedSignature(
  written: string,
  id: string,
  { key, certificate }: { readonly key: string; readonly certificate: string },
): string {
  const digest = createHash('sha256').update(written).digest('base64');
  const inside = [
    canonical('ds:CanonicalizationMethod', { Algorithm: EXCLUSIVE }),
    canonical('ds:SignatureMethod', { Algorithm: RSA_SHA256 }),
    canonical('ds:Reference', { URI: `#${id}` }, [
      canonical('ds:Transforms', {}, [
        canonical('ds:Transform', { Algorithm: `${DSIG}enveloped-signature` }),
        canonical('ds:Transform', { Algorithm: EXCLUSIVE }),
      ]),
      canonical('ds:DigestMethod', { Algorithm: SHA256 }),
      canonical('ds:DigestValue', {}, digest),
    ]),
  ];
  // What is signed stands alone, and so declares the namespace itself.
  const signed = createSign('sha256').update(canonical('ds:SignedInfo', { 'xmlns:ds': DSIG }, inside));
  return canonical('ds:Signature', { 'xmlns:ds': DSIG }, [
    canonical('ds:SignedInfo', {}, inside),
    canonical('ds:SignatureValue', {}, signed.sign(key, 'base64')),
    canonical('ds:KeyInfo', {}, [certificateData(certificate)]),
  ]);
}

/** As a child of `ds:KeyInfo`. */
export function certificateData(pem: string): string {
  const octets = new X509Certificate(pem).raw.toString('base64');
  return canonical('ds:X509Data', {}, [canonical('ds:X509Certificate', {}, octets)]);
}

/** With the namespace, where nothing around has it. */
export const keyInfo = (pem: string): string => canonical('ds:KeyInfo', { 'xmlns:ds': DSIG }, [certificateData(pem)]);
