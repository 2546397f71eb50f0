import sanitize from 'sanitize-html';
import type { ReadyPart } from './compose-letter.ts';
import { base64Body } from './text-part.ts';

/** HTML fit to be sent, with the pictures that stood in it. */
export interface CleanHtml {
  readonly html: string;
  readonly images: readonly ReadyPart[];
}

const LENGTH = /^-?\d{1,4}(\.\d{1,3})?(px|em|rem|pt|%)?$/;
const COLOUR = /^(#[0-9a-f]{3,8}|[a-z]{3,25}|rgba?\([\d\s,.%]{1,40}\))$/i;
const WORDS = /^[a-z -]{1,40}$/i;
const LENGTHS = /^(-?\d{1,4}(\.\d{1,3})?(px|em|rem|pt|%)?\s?|auto\s?){1,4}$/;
const FONTS = /^[\w\s,'"-]{1,200}$/;
const BORDER = /^[\w\s#.]{1,60}$/;

const STYLES = {
  color: [COLOUR],
  'background-color': [COLOUR],
  'text-align': [WORDS],
  'text-decoration': [WORDS],
  'font-weight': [/^(\d{3}|[a-z]{4,8})$/],
  'font-style': [WORDS],
  'font-size': [LENGTH, WORDS],
  'font-family': [FONTS],
  'line-height': [LENGTH],
  'vertical-align': [WORDS],
  'white-space': [WORDS],
  'list-style-type': [WORDS],
  width: [LENGTH],
  height: [LENGTH],
  'max-width': [LENGTH],
  margin: [LENGTHS],
  'margin-left': [LENGTH],
  padding: [LENGTHS],
  'padding-left': [LENGTH],
  border: [BORDER],
  'border-left': [BORDER],
  'border-collapse': [WORDS],
};

const PICTURE = /^data:(image\/(?:png|jpeg|gif|webp));base64,([A-Za-z0-9+/=\s]+)$/;
const MAX_PICTURES = 50;

/**
 * What a person wrote in an editor, or pasted, or quoted: no scripts, no forms, no style sheets, nothing fetched from elsewhere when it is
 * read. Pictures pasted in (`data:`) become parts of the message, named by `seed`.
 */
export function cleanHtml(html: string, seed: string): CleanHtml {
  const images: ReadyPart[] = [];
  const taken = (source: string): string | undefined => {
    const found = images.length < MAX_PICTURES ? PICTURE.exec(source) : null;
    if (found === null) return undefined;
    const cid = `i${images.length + 1}.${seed}@writing`;
    const extension = found[1]!.slice('image/'.length).replace('jpeg', 'jpg');
    const rope = [base64Body(Buffer.from(found[2]!, 'base64'))];
    images.push({ name: `image${images.length + 1}.${extension}`, type: found[1]!, encoding: 'base64', rope, cid });
    return cid;
  };
  const body = sanitize(html.toWellFormed(), {
    allowedTags: [...TAGS],
    allowedAttributes: {
      '*': ['style', 'dir', 'lang', 'title'],
      a: ['href', 'name'],
      img: ['src', 'alt', 'width', 'height'],
      table: ['border', 'cellpadding', 'cellspacing', 'width', 'align'],
      td: ['colspan', 'rowspan', 'width', 'align', 'valign'],
      th: ['colspan', 'rowspan', 'width', 'align', 'valign', 'scope'],
      ol: ['start', 'type'],
      blockquote: ['type'],
    },
    allowedStyles: { '*': STYLES },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['cid'] },
    allowProtocolRelative: false,
    transformTags: {
      img: (tagName, attribs) => {
        const { src = '', ...rest } = attribs;
        const cid = taken(src.trim());
        return { tagName, attribs: cid === undefined ? { ...rest, src } : { ...rest, src: `cid:${cid}` } };
      },
    },
    exclusiveFilter: ({ tag, attribs }) => tag === 'img' && !attribs.src,
    nestingLimit: 100,
  });
  return { html: `<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head><body>${body}</body></html>\n`, images };
}

/** A part of somebody else's message, to stand inside ours. */
export function cleanQuote(html: string): string {
  return sanitize(html.toWellFormed(), {
    allowedTags: TAGS.filter((tag) => tag !== 'img'),
    allowedAttributes: {
      '*': ['style', 'dir', 'lang'],
      a: ['href'],
      td: ['colspan', 'rowspan'],
      th: ['colspan', 'rowspan'],
    },
    allowedStyles: { '*': STYLES },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowProtocolRelative: false,
    nestingLimit: 100,
  });
}

const TAGS: readonly string[] = (
  'a abbr address b big blockquote br caption center cite code col colgroup dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins ' +
  'kbd li mark ol p pre q s samp small span strong sub sup table tbody td tfoot th thead tr tt u ul var'
).split(' ');
