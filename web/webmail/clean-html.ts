import DOMPurify from 'dompurify';
import { allowsDeclaration, allowsSelector } from './clean-css.ts';

const TAGS =
  'a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q s samp section small span strike strong style sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr'.split(
    ' ',
  );
const ATTRIBUTES =
  'align alt bgcolor border cellpadding cellspacing cite class color cols colspan dir face headers height href lang noshade nowrap reversed rowspan scope size span src start style summary title type valign value width'.split(
    ' ',
  );

const LOOK = 'data-look';

/**
 * The policy of the page reports each `style` as it is read, half a millisecond apiece, which for a large table is longer than all the rest:
 * most are called otherwise before. Nothing hangs on finding each of them: whatever it is called it is taken off, and judged.
 */
function renameLooks(html: string): string {
  return html.replaceAll(/<[a-z][^<>]*>/gi, (tag) => tag.replaceAll(/([\s"'/])style(?=\s*=)/gi, `$1${LOOK}`));
}

export interface CleanHtml {
  readonly content: DocumentFragment;
  /** Style sheets of the message, as text; what they may is judged when they are put in. */
  readonly sheets: readonly string[];
  /** Looks of single elements. */
  readonly looks: ReadonlyMap<Element, string>;
  /** Elements that stand for a picture inside the message, with its Content-ID. */
  readonly pictures: readonly { readonly image: HTMLImageElement; readonly cid: string }[];
  /** Pictures elsewhere: never fetched. */
  readonly remote: readonly Element[];
}

/**
 * Takes HTML apart that anybody may have written. What runs, sends, fetches or frames is gone; looks are kept beside, since the policy of
 * the page forbids them in markup; pictures are named, not fetched.
 */
export function cleanHtml(html: string): CleanHtml {
  const looks = new Map<Element, string>();
  const purify = DOMPurify(window);
  purify.addHook('uponSanitizeAttribute', (element, attribute) => {
    if (attribute.attrName !== 'style' && attribute.attrName !== LOOK) return;
    looks.set(element, attribute.attrValue);
    attribute.keepAttr = false;
  });
  const content = purify.sanitize(renameLooks(html), {
    RETURN_DOM_FRAGMENT: true,
    FORCE_BODY: true,
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOWED_URI_REGEXP: /^(?:https?|mailto|tel|cid|data:image\/(?:png|jpeg|gif|webp);base64,)/i,
    SANITIZE_NAMED_PROPS: true,
  });
  const sheets: string[] = [];
  for (const style of content.querySelectorAll('style')) {
    sheets.push(style.textContent ?? '');
    style.remove();
  }
  return { content, sheets, looks, ...sortPictures(content) };
}

function sortPictures(content: DocumentFragment): Pick<CleanHtml, 'pictures' | 'remote'> {
  const pictures: { image: HTMLImageElement; cid: string }[] = [];
  const remote: Element[] = [];
  for (const image of content.querySelectorAll('img')) {
    const source = image.getAttribute('src') ?? '';
    if (/^data:image\/(png|jpeg|gif|webp);base64,/i.test(source)) continue;
    image.removeAttribute('src');
    if (/^cid:/i.test(source)) pictures.push({ image, cid: decode(source.slice(4)) });
    else if (/^(https?:)?\/\//i.test(source)) remote.push(image);
    else image.remove();
  }
  // Only pictures fetch; whatever else bears a source loses it.
  for (const element of content.querySelectorAll('[src]'))
    if (element.localName !== 'img') element.removeAttribute('src');
  return { pictures, remote };
}

function decode(cid: string): string {
  try {
    return decodeURIComponent(cid);
  } catch {
    return cid;
  }
}

/** Gives elements their looks through the object model, allowed declarations only. Large tables repeat the same looks: each is judged once. */
export function applyLooks(looks: ReadonlyMap<Element, string>, view: Window & typeof globalThis): void {
  const scratch = new view.CSSStyleSheet();
  const judged = new Map<string, string>();
  for (const [element, text] of looks) {
    if (!('style' in element)) continue;
    let allowed = judged.get(text);
    if (allowed === undefined) {
      scratch.replaceSync(`x{${text.replaceAll(/[{}]/g, '')}}`);
      const [rule] = scratch.cssRules;
      allowed = rule instanceof view.CSSStyleRule ? allowedText(rule.style) : '';
      judged.set(text, allowed);
    }
    if (allowed !== '') (element as HTMLElement).style.cssText = allowed;
  }
}

/** The allowed rules of the message's style sheets, as one sheet of that document. */
export function allowedSheet(sheets: readonly string[], view: Window & typeof globalThis): CSSStyleSheet {
  const kept = new view.CSSStyleSheet();
  for (const text of sheets) {
    const read = new view.CSSStyleSheet();
    read.replaceSync(text.slice(0, 500_000));
    for (const rule of read.cssRules) keep(rule, kept, view);
  }
  return kept;
}

function keep(rule: CSSRule, into: CSSStyleSheet, view: Window & typeof globalThis): void {
  if (rule instanceof view.CSSMediaRule) {
    // Wide and narrow alike: what is for paper or for darkness is left out.
    if (/^(screen|all|only screen|\((min|max)-width)/i.test(rule.conditionText)) {
      const at = into.insertRule(`@media ${rule.conditionText} {}`, into.cssRules.length);
      const group = into.cssRules[at] as CSSMediaRule;
      for (const inner of rule.cssRules) if (inner instanceof view.CSSStyleRule) keepStyle(inner, group);
    }
    return;
  }
  if (rule instanceof view.CSSStyleRule) keepStyle(rule, into);
}

function keepStyle(rule: CSSStyleRule, into: CSSStyleSheet | CSSMediaRule): void {
  if (!allowsSelector(rule.selectorText)) return;
  const allowed = allowedText(rule.style);
  if (allowed !== '') into.insertRule(`${rule.selectorText} {${allowed}}`, into.cssRules.length);
}

/** As the browser has read it: nothing in it ends a declaration or a rule by itself. */
function allowedText(style: CSSStyleDeclaration): string {
  return [...style]
    .filter((property) => allowsDeclaration(property, style.getPropertyValue(property)))
    .map((property) => {
      const priority = style.getPropertyPriority(property);
      return `${property}:${style.getPropertyValue(property)}${priority === '' ? '' : ' !important'};`;
    })
    .join('');
}
