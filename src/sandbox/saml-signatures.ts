import { createHash, createVerify, X509Certificate } from 'node:crypto';
import { child, children, textOf } from '#adapters/identity-saml';
import { signedForms, type XmlElement } from '#xml';

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const TRANSFORMS = [`${DSIG}enveloped-signature`, 'http://www.w3.org/2001/10/xml-exc-c14n#'];
const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';

const verifies = (octets: string, signature: string, certificate: string): boolean =>
  createVerify('sha256').update(octets).verify(new X509Certificate(certificate).publicKey, signature, 'base64');

/**
 * Is the whole document signed by this certificate (PEM)? Canonicalised by libxml2, so that what our own hand wrote is judged by another.
 * RSA with SHA-256 alone.
 */
export function isSignedBy(text: string, root: XmlElement, certificate: string): boolean {
  const info = child(child(root, 'Signature'), 'SignedInfo');
  const [reference, second] = children(info, 'Reference');
  const forms = signedForms(text);
  if (reference === undefined || second !== undefined || forms === undefined) return false;
  const transforms = children(child(reference, 'Transforms'), 'Transform').map(({ attributes }) =>
    attributes.get('Algorithm'),
  );
  const digest = createHash('sha256').update(forms.content).digest('base64');
  return (
    reference.attributes.get('URI') === `#${root.attributes.get('ID')}` &&
    `${transforms}` === `${TRANSFORMS}` &&
    child(info, 'SignatureMethod')?.attributes.get('Algorithm') === RSA_SHA256 &&
    child(reference, 'DigestMethod')?.attributes.get('Algorithm') === SHA256 &&
    textOf(child(reference, 'DigestValue')) === digest &&
    verifies(
      forms.signedInfo,
      textOf(child(child(root, 'Signature'), 'SignatureValue')).replace(/\s/g, ''),
      certificate,
    )
  );
}

/** Is the query signed by this certificate (SAML bindings 3.4.4.1)? As it was written: message, state, algorithm. */
export function isQuerySignedBy(query: string, certificate: string): boolean {
  const [signed, signature] = query.split('&Signature=');
  const asked = new URLSearchParams(query);
  const names = [...asked.keys()].join(' ');
  const inOrder = /^SAML(Request|Response) (RelayState )?SigAlg Signature$/.test(names);
  if (!inOrder || asked.get('SigAlg') !== RSA_SHA256 || signature === undefined) return false;
  return verifies(signed!, asked.get('Signature') ?? '', certificate);
}
