import { commitmentOf, DayTally, EvidenceFault, fromHex, logRecordText, openingLine } from '#evidence';
import { agreeing } from './agreeing.ts';
import { logPages } from './log-pages.ts';
import { readState } from './log-state.ts';
import { saltsOf } from './salts.ts';
import { sha256Of } from './sealing-ports.ts';
import { verifyHeads } from './verify-heads.ts';
import { Findings, type VerifiedDay, type VerifyLogPorts } from './verify-ports.ts';

/** Compares the records of the day that is still open with the heads signed of it; undefined when there are none yet. */
export async function verifyOpenDay(
  ports: VerifyLogPorts & { readonly store: NonNullable<VerifyLogPorts['store']> },
  provider: { readonly name: string; readonly domain: string },
): Promise<VerifiedDay | undefined> {
  const kept = await readState(ports);
  if (kept?.state.covered === undefined) return undefined;
  const { day, previous, after, secret, covered } = kept.state;
  const findings = new Findings(day);
  const heads = await verifyHeads(day, findings, ports);
  const sha256 = sha256Of(ports);
  const saltOf = saltsOf(fromHex(secret)!, sha256);
  const utf8 = new TextEncoder();
  const opening = openingLine({ provider: provider.name, domain: provider.domain, day, previous });
  const tally = DayTally.begin(utf8.encode(opening), sha256);
  const agreement = agreeing(heads, tally);
  try {
    for await (const page of agreement.check(logPages(ports.store, after, covered.tally.lastSeq)))
      for (const record of page)
        tally.add(record.seq, commitmentOf(saltOf(record.seq), utf8.encode(logRecordText(record)), sha256));
  } catch (fault) {
    if (!(fault instanceof EvidenceFault)) throw fault;
    findings.add('record', fault.message);
  }
  const contradiction = agreement.contradiction();
  if (contradiction !== undefined) findings.add('head', contradiction);
  const notes = ['still open: the records are compared with its heads'];
  return { day, records: tally.size - 1, octets: 0, findings: findings.all(), notes };
}
