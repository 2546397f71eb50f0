import type { Holding } from '#contract';
import { dayEnd, dayStart } from '#evidence';
import type { EnrolmentPorts } from './enrolment-ports.ts';
import { findHoldings } from './holdings.ts';

export interface HolderQuestion {
  readonly address?: string | undefined;
  readonly taxCode?: string | undefined;
  /** `2026-11-22`. */
  readonly at?: string | undefined;
  readonly why: string;
  readonly limit: number;
  readonly after?: string | undefined;
}

/** Who was behind an address, with the evidence. The look is written down first: of whom by the address or not at all, never by a tax code. */
export async function lookUpHoldings(
  by: string,
  { at, why, ...question }: HolderQuestion,
  ports: EnrolmentPorts,
): Promise<{ items: Holding[]; next?: string }> {
  const about = [
    ...(question.address === undefined ? [] : [`indirizzo ${question.address.toLowerCase()}`]),
    ...(question.taxCode === undefined ? [] : ['codice fiscale (non riportato)']),
    ...(at === undefined ? [] : [`al ${at}`]),
  ];
  const what = `titolari: ${about.length === 0 ? 'tutti' : about.join(', ')}; motivo: ${why}`;
  const instant = ports.legalTime.now();
  const log = { instant, point: 'SYS', event: 'RegistroConsultato', utente: by, eccezioni: [what] } as const;
  const result = await ports.store.commit({ log: [log] });
  if (!result.done) throw new Error(`the look could not be written down: ${result.failed.kind}`);
  const day = at === undefined ? undefined : { from: dayStart(at), to: dayEnd(at) };
  return await findHoldings({ ...question, at: day }, ports);
}
