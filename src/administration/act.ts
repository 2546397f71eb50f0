import { Refusal } from '#contract';
import { joinSteps } from '#issuing';
import { type Act, actRecord } from '#message-log';
import type { LegalTime, Step, Store } from '#ports';

/** Who works here; with `organisation` he is its administrator, and what is of others is not there for him. */
export interface Actor {
  readonly login: string;
  readonly organisation?: string;
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
