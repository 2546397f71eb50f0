import { Refusal } from '#contract';
import { joinSteps } from '#issuing';
import type { Instant } from '#pec';
import type { LegalTime, LogRecord, Step, Store } from '#ports';

/** Who works here; with `organisation` he is its administrator, and what is of others is not there for him. */
export interface Actor {
  readonly login: string;
  readonly organisation?: string;
}

/** What was done, told in the message log (spec 15.2: administration is logged). */
export interface Act {
  /** Lower-case words: `casella-stato`. */
  readonly act: string;
  /** Address, domain, login, or name of what was changed. */
  readonly on: string;
  /** What was, what is, and why. Never a tax code, never a password. */
  readonly detail?: string;
  /** Organisation it concerns: its administrators see it. */
  readonly organisation?: string;
}

const OF = 'organizzazione ';

/** The record of an act: `eccezioni` holds the act, on what, its detail, and whose it is. */
export function actRecord({ act, on, detail = '', organisation }: Act, by: string, at: Instant): LogRecord {
  const told = [act, on, detail, ...(organisation === undefined ? [] : [`${OF}${organisation}`])];
  return { instant: at, point: 'SYS', event: 'Amministrazione', utente: by, eccezioni: told };
}

/** Reads it again; records of the command line say all in one sentence. */
export function actOf({ eccezioni = [], utente = '' }: LogRecord): Act & { readonly by: string } {
  const [act = '', on = '', detail = '', of] = eccezioni;
  const organisation = of?.startsWith(OF) ? of.slice(OF.length) : undefined;
  return { act, on, by: utente, ...(detail !== '' && { detail }), ...(organisation && { organisation }) };
}

export interface ActPorts {
  readonly store: Pick<Store, 'commit'>;
  readonly legalTime: LegalTime;
}

/** Makes a change durable with its record, or with all of them. Throws a Refusal when somebody was quicker. */
export async function commitAct(
  step: Step,
  acts: Act | readonly Act[],
  by: Pick<Actor, 'login'>,
  ports: ActPorts,
): Promise<void> {
  const at = ports.legalTime.now();
  const log = [acts].flat().map((act) => actRecord(act, by.login, at));
  const result = await ports.store.commit(joinSteps(step, { log }));
  if (!result.done) throw changed();
}

export const changed = () =>
  new Refusal('changed', 'changed', {
    it: 'Qualcun altro ha modificato questi dati nel frattempo: rileggerli e riprovare.',
    en: 'Somebody else changed this meanwhile: read it again and try once more.',
    de: 'Jemand hat diese Daten inzwischen geändert: neu laden und noch einmal versuchen.',
  });

export const notFound = () =>
  new Refusal('not-found', 'not-found', {
    it: 'Non esiste, o non è visibile con questo ruolo.',
    en: 'It does not exist, or is not visible with this role.',
    de: 'Nicht vorhanden oder mit dieser Rolle nicht sichtbar.',
  });

/** What was, what is, told briefly: only fields that differ. */
export function differences(before: object, after: object): string {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  const told: string[] = [];
  for (const field of fields) {
    const [was, is] = [before, after].map((of) => JSON.stringify((of as Record<string, unknown>)[field]) ?? '-');
    if (was !== is) told.push(`${field}: ${was} -> ${is}`);
  }
  return told.join('; ').slice(0, 2_000);
}
