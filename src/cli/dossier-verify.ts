import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import {
  type AttestationVerdict,
  type DossierLink,
  type DossierVerdict,
  isArchive,
  isAttestation,
  judgeNow,
  LINK_NAMES,
  OUTCOMES,
  outcomeOf,
  type ReceiptProofVerdict,
  verifyAttestation,
  verifyDossier,
  verifyReceiptProof,
} from '#evidence';
import { CliFault, EXIT } from './exit.ts';
import { openFileSource } from './file-source.ts';
import { cell, isoDate, printJson } from './print.ts';
import { readDers } from './read-trust.ts';
import { proofOf } from './write-receipt.ts';

export interface VerifyOptions {
  readonly trust: readonly string[];
  readonly timestampTrust: readonly string[];
  readonly crl: readonly string[];
  readonly at?: string;
  readonly json?: true;
}

const MARK = { ok: 'yes', broken: 'NO', 'not-judged': '-' } as const;

const CLOSING = {
  holds: 'Everything that was judged holds.',
  broken: 'It does NOT hold; each NO above names the broken link.',
  undecided: 'Nothing is broken, but not everything could be judged.',
} as const;

/** `ceralacca dossier verify`. */
export async function verify(file: string, options: VerifyOptions): Promise<void> {
  const roots = options.trust.flatMap((path) => readDers(path, 'CERTIFICATE'));
  const forStamps = options.timestampTrust.flatMap((path) => readDers(path, 'CERTIFICATE'));
  const crls = options.crl.flatMap((path) => readDers(path, 'X509 CRL'));
  const trust = { roots, crls, ...(forStamps.length > 0 && { timestampRoots: [...roots, ...forStamps] }) };
  const given = instant(options.at);
  const judged = async <T extends { readonly newest?: number }>(judge: (at: number) => Promise<T>) =>
    given === undefined ? await judgeNow(judge, Date.now()) : { ...(await judge(given)), at: given };
  const path = receiptOf(file);
  await using source = await openFileSource(path);
  if (await isAttestation(source)) {
    tellAttestation(await judged((at) => verifyAttestation(source, trust, at)), options.json);
    return;
  }
  if (path !== file || (path.endsWith('.eml') && existsSync(proofOf(path)))) {
    await using proof = await openFileSource(proofOf(path));
    const files = { name: basename(path), receipt: source, proof };
    tellReceipt(files.name, await judged((at) => verifyReceiptProof(files, trust, at)), options.json);
    return;
  }
  if (!(await isArchive(source))) throw new CliFault(unknownKind(file), EXIT.usage);
  const verdict = await judged((at) => verifyDossier(source, trust, at));
  if (options.json === true) printJson(asJson(verdict, verdict.at));
  else process.stdout.write(report(verdict, verdict.at, roots.length === 0));
  process.exitCode = verdict.outcome === 'holds' ? EXIT.ok : EXIT.fault;
}

/** A proof is judged with the receipt beside it. */
function receiptOf(file: string): string {
  const receipt = file.replace(/\.prova\.json$/, '.eml');
  if (receipt !== file && !existsSync(receipt))
    throw new CliFault(`${file} proves ${receipt}, which is not beside it`, EXIT.usage);
  return receipt;
}

function unknownKind(file: string): string {
  const kinds = 'a dossier, an extract, an attestation of the log, or a receipt with its .prova.json beside it';
  return `${file} is not ${kinds} (a PEC message alone: ceralacca verify ${file})`;
}

function tellReceipt(name: string, { outcome, links, records }: ReceiptProofVerdict, json: true | undefined): void {
  if (json) printJson({ outcome, receipt: name, records, links });
  else {
    const about = [
      `Receipt ${cell(name)}, with the proof that the log holds it`,
      ...records.map((one) => `  ${cell(one)}`),
    ];
    process.stdout.write(`${[...about, '', ...links.map(line), '', CLOSING[outcome]].join('\n')}\n`);
  }
  process.exitCode = outcome === 'holds' ? EXIT.ok : EXIT.fault;
}

/** An attestation of the log is a message, judged by the same links. */
function tellAttestation({ attestation, links }: AttestationVerdict, json: true | undefined): void {
  const broken = attestation === undefined || links.some(({ state }) => state === 'broken');
  const holds = !broken && links.every(({ kind, state }) => kind === 'witness' || state === 'ok');
  const outcome = broken ? 'broken' : holds ? 'holds' : 'undecided';
  if (json) printJson({ outcome, attestation: attestation?.identificativo ?? null, links });
  else {
    const about = `Attestation of the log: ${cell(attestation?.receipt)} of ${cell(attestation?.identificativo)}`;
    process.stdout.write(`${[about, '', ...links.map(line), '', CLOSING[outcome]].join('\n')}\n`);
  }
  process.exitCode = outcome === 'holds' ? EXIT.ok : EXIT.fault;
}

function instant(text: string | undefined): number | undefined {
  const at = text === undefined ? undefined : Date.parse(text);
  if (Number.isNaN(at)) throw new CliFault(`--at ${text} is not an ISO 8601 date, e.g. 2036-03-01`, EXIT.usage);
  return at;
}

function asJson({ outcome, links, manifest, existedAt, messages }: DossierVerdict, at: number) {
  return {
    outcome,
    at: isoDate(at),
    existedAt: isoDate(existedAt) ?? null,
    message: manifest?.message ?? null,
    missing: manifest?.missing ?? [],
    links: links.map(({ kind, about, state, why }) => ({ kind, about, state, why: why.en })),
    messages: messages.map(({ name, message, signer }) => ({ name, number: message.number, signer: signer ?? null })),
  };
}

function report({ outcome, links, manifest, entries }: DossierVerdict, at: number, noTrust: boolean): string {
  const lines: string[] = [];
  const message = manifest?.message;
  if (message !== undefined) {
    lines.push(`Dossier of ${cell(message.identificativo)}`);
    lines.push(`  from ${cell(message.sender)}, accepted ${cell(message.acceptedAt)}`);
    if (message.subject !== undefined) lines.push(`  subject ${cell(message.subject)}`);
    for (const { address, type } of message.recipients) {
      const how = type === 'certificato' ? outcomeOf(address, entries) : 'external';
      lines.push(`  to ${cell(address)}: ${OUTCOMES[how].en}`);
    }
  } else if (manifest !== undefined) {
    lines.push(`Extract of the log of ${cell(manifest.provider.name)}, ${entries.length} records`);
  }
  if (manifest?.provider.test) lines.push('  A test provider: no legal value.');
  lines.push('', ...links.map(line), '');
  lines.push(`Judged as of ${isoDate(at)}. ${CLOSING[outcome]}`);
  if (noTrust) lines.push('No root was given (--trust): who signed was not judged.');
  return `${lines.join('\n')}\n`;
}

function line({ kind, about, state, why }: DossierLink): string {
  const what = about === '' ? '' : `${cell(about)}: `;
  return `  ${MARK[state].padEnd(4)}${LINK_NAMES[kind].en}: ${what}${cell(why.en)}`;
}
