import { type Certificate, fromPem, readCertificate } from '#cms';
import { el, plain } from './elements.ts';
import { inLanguage, type Language, WORDS } from './words.ts';

interface Trusted {
  readonly certificate: Certificate;
  readonly isBuiltIn: boolean;
}

const MAX_ROOTS = 100;

/** Whom the person trusts: roots built into the page, and those added now. Nothing is remembered. */
export class TrustList {
  readonly #trusted: Trusted[] = [];
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get roots(): readonly Uint8Array[] {
    return this.#trusted.map(({ certificate }) => certificate.der);
  }

  /** Certificates of a text (PEM) or of octets (DER); answers how many there were. */
  async add(octets: Uint8Array, isBuiltIn = false): Promise<number> {
    const found = await readAll(octets);
    for (const certificate of found) {
      const known = this.#trusted.some((one) => one.certificate.sha256 === certificate.sha256);
      if (!known && this.#trusted.length < MAX_ROOTS) this.#trusted.push({ certificate, isBuiltIn });
    }
    if (found.length > 0) this.#changed();
    return found.length;
  }

  show(language: Language): HTMLElement {
    if (this.#trusted.length === 0) return el('p', { class: 'quiet' }, inLanguage(WORDS.noTrust, language));
    const list = el('ul', { class: 'plain column' });
    for (const { certificate, isBuiltIn } of this.#trusted) {
      const remove = el('button', { type: 'button', class: 'small' }, inLanguage(WORDS.remove, language));
      remove.setAttribute('aria-label', `${inLanguage(WORDS.remove, language)}: ${plain(certificate.subject)}`);
      remove.addEventListener('click', () => this.#remove(certificate));
      const item = el('li', {}, el('strong', {}, plain(certificate.subject)));
      if (isBuiltIn) item.append(el('span', { class: 'quiet' }, inLanguage(WORDS.builtIn, language)));
      item.append(el('code', {}, `SHA-256 ${certificate.sha256}`), remove);
      list.append(item);
    }
    return list;
  }

  #remove(certificate: Certificate): void {
    const at = this.#trusted.findIndex((one) => one.certificate.sha256 === certificate.sha256);
    this.#trusted.splice(at, 1);
    this.#changed();
  }
}

async function readAll(octets: Uint8Array): Promise<readonly Certificate[]> {
  const text = new TextDecoder('latin1').decode(octets);
  const blocks = text.includes('-----BEGIN ') ? fromPem(text) : [{ label: 'CERTIFICATE', der: octets }];
  const certificates: Certificate[] = [];
  for (const { label, der } of blocks) {
    if (label === 'CERTIFICATE') certificates.push(await readCertificate(der));
  }
  return certificates;
}
