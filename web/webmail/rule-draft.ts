import type { Rule } from '#contract';

type Condition = Rule['conditions']['all'][number];
type Act = Rule['acts'][number];

export const FIELDS = ['from', 'to', 'subject', 'kind', 'body', 'attachment', 'size'] as const;
export const KINDS = ['certified', 'anomaly', 'unverified', 'ordinary', 'receipt', 'any'] as const;
export const ACTS = ['move', 'label', 'flag', 'seen', 'assign', 'stop'] as const;

/** A condition as people write it: a size in MB, a kind by its name in the list. */
export interface ConditionDraft {
  readonly field: Condition['field'];
  readonly is: Condition['is'];
  readonly value: string;
}
export interface ActDraft {
  readonly do: Act['do'];
  /** Folder, label or login; empty where none is needed. */
  readonly target: string;
}

const MEGABYTE = 1_000_000;
/** As kinds may have been written where they were not chosen from a list. */
const WRITTEN_KINDS: Readonly<Record<string, (typeof KINDS)[number]>> = {
  certificata: 'certified',
  anomalia: 'anomaly',
  ordinaria: 'ordinary',
  ricevuta: 'receipt',
  tutti: 'any',
};

/** Ways of comparing that mean something for a field; texts alone have several. */
export function waysOf(field: Condition['field']): readonly Condition['is'][] {
  if (field === 'size') return ['larger'];
  return field === 'kind' ? ['is'] : ['contains', 'is', 'begins'];
}

/** Another field: what was typed for a text is kept for another text, nothing else. */
export function withField(before: ConditionDraft, field: Condition['field']): ConditionDraft {
  const ways = waysOf(field);
  const stays = ways.length > 1 && waysOf(before.field).length > 1;
  if (stays) return { ...before, field };
  return { field, is: ways[0]!, value: field === 'kind' ? KINDS[0] : '' };
}

export function conditionDraft({ field, is, value }: Condition): ConditionDraft {
  if (field === 'size' || is === 'larger')
    return { field: 'size', is: 'larger', value: String(Number(value) / MEGABYTE) };
  if (field !== 'kind') return { field, is, value };
  const written = value.trim().toLowerCase();
  return { field, is: 'is', value: KINDS.find((one) => one === written) ?? WRITTEN_KINDS[written] ?? value };
}

export function conditionOf({ field, is, value }: ConditionDraft): Condition {
  if (field !== 'size') return { field, is, value };
  return { field, is: 'larger', value: String(Math.round(Number(value.replace(',', '.')) * MEGABYTE)) };
}

/** Whether a size can be read. */
export function isSize(value: string): boolean {
  return /^\d{1,5}(?:[.,]\d{1,3})?$/.test(value.trim());
}

export function actDraft(act: Act): ActDraft {
  const target = act.do === 'move' ? act.folder : act.do === 'label' ? act.label : act.do === 'assign' ? act.login : '';
  return { do: act.do, target };
}

export function actOf({ do: act, target }: ActDraft): Act {
  if (act === 'move') return { do: act, folder: target };
  if (act === 'label') return { do: act, label: target };
  if (act === 'assign') return { do: act, login: target };
  return { do: act };
}
