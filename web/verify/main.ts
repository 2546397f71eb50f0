import './style.css';
import { blobSource } from './blob-source.ts';
import { byId, el, plain } from './elements.ts';
import { judgeFile, type Report } from './report.ts';
import { showReport } from './show-report.ts';
import { TrustList } from './trust-list.ts';
import { inLanguage, LANGUAGES, type Language, WORDS } from './words.ts';

/** Below this nobody waits. */
const LONG_OCTETS = 4 * 1_048_576;
const KEPT_AS = 'ceralacca.language';
/** Served by a provider, not opened as a file. */
const isServed = location.protocol.startsWith('http');

/** The page: one file at a time, judged again whenever trust or date change. */
class Page {
  #language: Language = firstLanguage();
  #file: File | undefined;
  #report: Report | undefined;
  /** Counts the judgements begun: only the last one is shown. */
  #asked = 0;
  readonly #trust = new TrustList(() => {
    this.#showTrust();
    void this.#judge();
  });

  async open(): Promise<void> {
    this.#listen();
    await this.#trust.add(new TextEncoder().encode(byId('roots').textContent ?? ''), true).catch(() => 0);
    byId<HTMLDetailsElement>('trust').open = this.#trust.roots.length === 0;
    this.#speak();
  }

  #listen(): void {
    const chooser = byId<HTMLInputElement>('file');
    chooser.addEventListener('change', () => this.#take(chooser.files?.[0]));
    const roots = byId<HTMLInputElement>('root-file');
    roots.addEventListener('change', () => void this.#addRoots(roots));
    byId('at').addEventListener('change', () => void this.#judge());
    const language = byId<HTMLSelectElement>('language');
    language.value = this.#language;
    language.addEventListener('change', () => this.#turnLanguage(language.value as Language));
    byId('print').addEventListener('click', () => window.print());
    const drop = byId('drop');
    for (const name of ['dragenter', 'dragover']) {
      document.addEventListener(name, (event) => {
        event.preventDefault();
        drop.classList.add('over');
      });
    }
    document.addEventListener('dragleave', () => drop.classList.remove('over'));
    document.addEventListener('drop', (event) => {
      event.preventDefault();
      drop.classList.remove('over');
      this.#take(event.dataTransfer?.files[0]);
    });
  }

  #take(file: File | undefined): void {
    if (file === undefined) return;
    this.#file = file;
    void this.#judge();
  }

  async #addRoots(input: HTMLInputElement): Promise<void> {
    const told = byId('trust-told');
    told.textContent = '';
    for (const file of input.files ?? []) {
      const added = await this.#trust.add(new Uint8Array(await file.arrayBuffer())).catch(() => 0);
      if (added === 0) told.textContent = `${plain(file.name)}: ${inLanguage(WORDS.noCertificate, this.#language)}`;
    }
    input.value = '';
  }

  async #judge(): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    const asked = ++this.#asked;
    const told = byId('told');
    told.textContent = inLanguage(WORDS.working, this.#language);
    byId('result').setAttribute('aria-busy', 'true');
    try {
      const at = Date.parse(byId<HTMLInputElement>('at').value);
      const circumstances = { roots: this.#trust.roots, now: Date.now(), ...(Number.isNaN(at) ? {} : { at }) };
      const source = blobSource(file, (had) => asked === this.#asked && this.#showReading(file, had));
      const report = await judgeFile(file.name, source, circumstances);
      if (asked !== this.#asked) return;
      this.#report = report;
      this.#showReport();
      told.textContent = inLanguage(report.headline, this.#language);
      document.getElementById('headline')?.focus();
    } catch (fault) {
      if (asked !== this.#asked) return;
      this.#report = undefined;
      byId('result').replaceChildren();
      const words = fault instanceof RangeError ? WORDS.tooLarge : WORDS.failed;
      told.textContent = `${inLanguage(words, this.#language)} ${plain(fault instanceof Error ? fault.message : '')}`;
    } finally {
      byId('result').removeAttribute('aria-busy');
      if (asked === this.#asked) byId('reading').hidden = true;
    }
  }

  #turnLanguage(language: Language): void {
    this.#language = language;
    if (isServed) keepLanguage(language);
    this.#speak();
  }

  /** How far the reading is, of what takes a while; a second reading of the same octets is told as work without an end. */
  #showReading(file: File, had: number): void {
    const progress = byId<HTMLProgressElement>('progress');
    byId('reading').hidden = file.size < LONG_OCTETS;
    if (had <= file.size) progress.value = had / Math.max(1, file.size);
    else progress.removeAttribute('value');
  }

  #speak(): void {
    document.documentElement.lang = this.#language;
    document.title = inLanguage(WORDS.title, this.#language);
    for (const element of document.querySelectorAll<HTMLElement>('[data-say]')) {
      const words = WORDS[element.dataset.say as keyof typeof WORDS];
      element.textContent = inLanguage(words, this.#language);
    }
    this.#showTrust();
    this.#showReport();
  }

  #showTrust(): void {
    byId('trust-list').replaceChildren(this.#trust.show(this.#language));
  }

  #showReport(): void {
    if (this.#report === undefined) return;
    const name = el('p', { class: 'quiet name' }, plain(this.#file?.name ?? ''));
    byId('result').replaceChildren(name, showReport(this.#report, this.#language));
  }
}

/** Chosen on these pages before, else the browser's; as a file it begins in Italian. */
function firstLanguage(): Language {
  if (!isServed) return 'it';
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(KEPT_AS);
  } catch {
    // A browser that keeps nothing.
  }
  const wished = [kept, ...navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase())];
  return (
    LANGUAGES.find((language) => language === wished.find((one) => LANGUAGES.some((known) => known === one))) ?? 'it'
  );
}

function keepLanguage(language: Language): void {
  try {
    localStorage.setItem(KEPT_AS, language);
  } catch {
    // Kept for this page alone.
  }
}

if (isServed) {
  byId('home').hidden = false;
  byId('lead').dataset.say = 'leadServed';
}
await new Page().open();
