import { sameAddress } from '#mime';
import { type Daticert, wire } from '#pec';
import { escapeText } from '#xml';
import { broken, type DossierLink, notJudged, ok } from './dossier-links.ts';
import { type DossierManifest, MANIFEST } from './dossier-manifest.ts';
import type { JudgedMessage } from './judge-message.ts';

const SECOND = 1_000;

/**
 * Receipts and manifest say of the message what the envelope says (T26): one link for each that does not. Where the envelope is kept no more
 * they are compared with the manifest.
 */
export function judgeFacts({ message }: DossierManifest, all: readonly JudgedMessage[]): readonly DossierLink[] {
  const envelope = all.find((one) => one.message.number === 'M4');
  const certified = envelope?.message.daticert;
  const facts = certified?.ok ? certified.value : message;
  if (facts === undefined || message === undefined) return [];
  const faults: DossierLink[] = [];
  const compare = (name: string, differs: readonly string[]) => {
    const what = differs.join(', ');
    const en = `does not agree with the envelope: ${what}`;
    if (differs.length > 0) faults.push(broken('facts', name, `non concorda con la busta: ${what}`, en));
  };
  const isLater = certified?.ok && !(Math.abs((certified.at ?? NaN) - Date.parse(message.acceptedAt)) < SECOND);
  compare(MANIFEST.manifest, [...differences(facts, message), ...(isLater ? [wire.XML.data] : [])]);
  for (const {
    name,
    message: { daticert },
  } of all)
    compare(name, daticert?.ok ? differences(facts, daticert.value) : [wire.PART.daticert]);
  if (faults.length > 0) return faults;
  if (envelope === undefined)
    return [notJudged('facts', '', 'manca la busta di trasporto', 'the transport envelope is missing')];
  return [ok('facts', envelope.name, 'tutti dicono le stesse cose del messaggio', 'all say the same of the message')];
}

type Told = Pick<Daticert, 'identificativo' | 'sender' | 'subject' | 'msgid' | 'recipients'>;

function differences(facts: Told, told: Told): readonly string[] {
  const out: string[] = [];
  if (facts.identificativo !== told.identificativo) out.push('identificativo');
  if (!sameAddress(facts.sender, told.sender)) out.push('mittente');
  if (!isSameText(facts.subject, told.subject)) out.push('oggetto');
  if (!isSameText(facts.msgid, told.msgid)) out.push('msgid');
  const list = ({ recipients }: Told) =>
    recipients
      .map(({ address, type }) => `${address.toLowerCase()} ${type}`)
      .sort()
      .join('\n');
  if (list(facts) !== list(told)) out.push('destinatari');
  return out;
}

/** What XML cannot hold stands in certification data as a replacement character, and in the manifest as it was written. */
function isSameText(one = '', other = ''): boolean {
  return escapeText(one.trim()) === escapeText(other.trim());
}
