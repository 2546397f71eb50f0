import { Refusal } from '#contract';
import { type Instant, isoLegalTime } from '#pec';
import type { LegalTime, NamedDocument, Store } from '#ports';
import { type Actor, commitAct, notFound } from './act.ts';

interface Acknowledgement {
  readonly at: Instant;
  readonly by: string;
  readonly reason: string;
}

/** A log that contradicts itself, as the office that seals tells it. */
export interface ToldContradiction {
  readonly id: string;
  readonly of: 'ours' | 'theirs';
  readonly domain: string;
  readonly at: Instant;
  readonly reason: string;
  readonly covers: readonly string[];
  readonly acknowledged?: Acknowledgement;
}

export interface WitnessDeskPorts {
  readonly store: Pick<Store, 'commit'>;
  readonly legalTime: LegalTime;
  contradictions(): Promise<readonly ToldContradiction[]>;
  /** What keeps that somebody has looked. */
  acknowledgement(of: ToldContradiction, told: Acknowledgement): NamedDocument;
}

/** Logs that contradict themselves, those that nobody has looked at first. */
export async function listWitnessAlarms({ contradictions }: Pick<WitnessDeskPorts, 'contradictions'>) {
  return (await contradictions()).map(({ id, of, domain, at, reason, acknowledged }) => ({
    ...{ id, of, domain, at: isoLegalTime(at), reason },
    ...(acknowledged && { acknowledged: { ...acknowledged, at: isoLegalTime(acknowledged.at) } }),
  }));
}

/** Somebody has looked, and says what he found. The evidence stays, and what is contradicted anew alarms again. */
export async function acknowledgeWitnessAlarm(
  by: Actor,
  id: string,
  reason: string,
  ports: WitnessDeskPorts,
): Promise<void> {
  const found = (await ports.contradictions()).find((one) => one.id === id);
  if (found === undefined) throw notFound();
  if (found.acknowledged !== undefined)
    throw new Refusal('conflict', 'acknowledged-already', {
      it: 'Qualcuno l’ha già preso in visione.',
      en: 'Somebody has acknowledged it already.',
      de: 'Jemand hat ihn schon zur Kenntnis genommen.',
    });
  const document = ports.acknowledgement(found, { at: ports.legalTime.now(), by: by.login, reason });
  const step = {
    expects: [{ kind: 'document', name: document.name, sha256: undefined }],
    documents: [document],
  } as const;
  const about = found.of === 'ours' ? 'registro nostro' : `registro di ${found.domain}`;
  const detail = `${found.reason}; motivo: ${reason}`;
  await commitAct(step, { act: 'contraddizione-presa-in-visione', on: about, detail }, by, ports);
}
