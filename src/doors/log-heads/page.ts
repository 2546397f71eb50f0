import type { PublishedHead } from '#evidence';
import { isoLegalTime } from '#pec';
import { escapeText } from '#xml';

const STYLE =
  'body{font:1rem/1.5 "Titillium Web",system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#17324d}' +
  'table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #c5c7c9;vertical-align:top}' +
  'code,pre{font-family:"Roboto Mono",ui-monospace,monospace;font-size:.85rem;overflow-wrap:anywhere}' +
  'pre{background:#f2f7fc;padding:1rem;white-space:pre-wrap}a{color:#06c}:focus-visible{outline:3px solid #f90}' +
  'h1{margin-bottom:0}[lang=en]{color:#455b71}.scroll{overflow-x:auto}';

const COMMANDS = `curl -O https://…/log/DAY.p7m
curl -O https://…/log/DAY.tsr
openssl cms -verify -binary -inform DER -in DAY.p7m -CAfile roots.pem -purpose any
openssl ts -verify -in DAY.tsr -data DAY.p7m -CAfile roots.pem`;

/** What a person sees who opens the door: the last heads, and how to check them. No scripts, nothing from elsewhere. */
export function writePage(
  { name, domain }: { readonly name: string; readonly domain: string },
  heads: readonly PublishedHead[],
): string {
  const title = `Registro di ${name}`;
  const rows = heads.length === 0 ? NOTHING_YET : heads.toReversed().map(row).join('');
  return `<!doctype html>
<html lang="it"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)}</title><style>${STYLE}</style></head><body><main>
<h1>${escapeText(title)}</h1>
<p lang="en">The message log of ${escapeText(name)} (${escapeText(domain)})</p>
<p>Ogni evento della posta certificata è una foglia di un albero di impronte, uno al giorno. Qui sono pubblicate le radici, firmate dal gestore e con marca
temporale: chi le conserva può accorgersi se il passato viene cambiato. Nessun dato personale è leggibile da qui.</p>
<p lang="en">Every event of certified mail is a leaf of a tree of digests, one a day. Here are the roots, signed by the provider and time-stamped: who keeps them
can tell when the past is changed. No personal data can be read from here.</p>
<div class="scroll"><table><thead><tr><th scope="col">Giorno <span lang="en">Day</span></th><th scope="col">Foglie <span lang="en">Leaves</span></th>
<th scope="col">Radice <span lang="en">Root</span></th><th scope="col">Firmata <span lang="en">Signed</span></th>
<th scope="col">Marca temporale <span lang="en">Time-stamp</span></th><th scope="col">Testimoni <span lang="en">Witnesses</span></th></tr></thead>
<tbody>${rows}</tbody></table></div>
<h2>Come verificare <span lang="en">How to verify</span></h2>
<pre>${escapeText(COMMANDS)}</pre>
<p><a href="heads">heads</a>: tutte le radici, in JSON <span lang="en">all the roots, as JSON</span>. <code>consistency?day=&amp;from=&amp;to=</code>,
<code>inclusion?day=&amp;commitment=&amp;size=</code>: le prove <span lang="en">the proofs</span> (RFC 9162). <code>witnessed?domain=</code>: ciò che questo gestore ha visto
degli altri <span lang="en">what this provider has seen of others</span>.</p>
</main></body></html>
`;
}

const NOTHING_YET =
  '<tr><td colspan="6">Nessuna radice è ancora stata pubblicata. <span lang="en">No root has been published yet.</span></td></tr>';

function row({ head, timestamp, countersignatures }: PublishedHead): string {
  const { day, size, root, at, final } = head;
  const signed = `${escapeText(isoLegalTime(at).slice(0, 19).replace('T', ' '))}${final ? '' : '<br>giorno aperto <span lang="en">open day</span>'}`;
  const stamp = timestamp === undefined ? 'in attesa <span lang="en">waiting</span>' : `<a href="${day}.tsr">tsr</a>`;
  return (
    `<tr><th scope="row"><a href="${day}.p7m">${day}</a></th><td>${size}</td><td><code>${root}</code></td>` +
    `<td>${signed}</td><td>${stamp}</td><td>${countersignatures.length}</td></tr>`
  );
}
