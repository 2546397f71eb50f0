import { type FormEvent, type ReactNode, useState } from 'react';
import { Button, Checkbox, TextField, useTexts } from '#kit';
import type { Draftable, Kept } from './room-kept.tsx';
import { ActFields, ConditionFields } from './room-rule-parts.tsx';
import { roomTexts } from './room-texts.ts';
import {
  type ActDraft,
  actDraft,
  actOf,
  type ConditionDraft,
  conditionDraft,
  conditionOf,
  isSize,
} from './rule-draft.ts';

interface Props {
  readonly mailbox: string;
  readonly one: Kept<'rules'> | undefined;
  /** Order of the last of them: a new one comes behind. */
  readonly last: number;
  readonly save: (body: Draftable<'rules'>) => void;
  readonly foot: ReactNode;
}

/** A rule: its name, all that must hold, and what is then done. */
export function RuleForm({ mailbox, one, last, save, foot }: Props) {
  const say = useTexts(roomTexts);
  const [name, setName] = useState(one?.name ?? '');
  const [isOn, setOn] = useState(one?.isOn ?? true);
  const conditions = useParts<ConditionDraft>(
    () => one?.conditions.all.map(conditionDraft) ?? [{ field: 'from', is: 'contains', value: '' }],
  );
  const acts = useParts<ActDraft>(() => one?.acts.map(actDraft) ?? [{ do: 'seen', target: '' }]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (conditions.all.some(({ field, value }) => field === 'size' && !isSize(value))) return;
    save({
      name: name.trim(),
      isOn,
      order: one?.order ?? last + 1,
      conditions: { all: conditions.all.map(conditionOf) },
      acts: acts.all.map(actOf),
    });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <TextField
        label={say('rules.name')}
        required
        autoFocus
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Checkbox label={say('rules.on')} checked={isOn} onChange={(event) => setOn(event.target.checked)} />
      {conditions.all.map((each, place) => (
        <ConditionFields
          key={each.key}
          condition={each}
          place={place}
          onChange={(part) => conditions.change(each.key, part)}
          onRemove={conditions.all.length > 1 ? () => conditions.remove(each.key) : undefined}
        />
      ))}
      <AddPart
        label={say('rules.addCondition')}
        onAdd={() => conditions.add({ field: 'subject', is: 'contains', value: '' })}
      />
      {acts.all.map((each, place) => (
        <ActFields
          key={each.key}
          mailbox={mailbox}
          act={each}
          place={place}
          onChange={(part) => acts.change(each.key, part)}
          onRemove={acts.all.length > 1 ? () => acts.remove(each.key) : undefined}
        />
      ))}
      <AddPart label={say('rules.addAct')} onAdd={() => acts.add({ do: 'flag', target: '' })} />
      {foot}
    </form>
  );
}

function AddPart({ label, onAdd }: { readonly label: string; readonly onAdd: () => void }) {
  return (
    <div>
      <Button size="sm" look="quiet" icon="plus" onClick={onAdd}>
        {label}
      </Button>
    </div>
  );
}

/** Parts of a form that come and go; each has a key of its own, so that the others keep what is typed in them. */
function useParts<T extends object>(first: () => readonly T[]) {
  const keyed = (part: T) => ({ key: crypto.randomUUID(), ...part });
  const [all, setAll] = useState(() => first().map(keyed));
  return {
    all,
    add: (part: T) => setAll([...all, keyed(part)]),
    change: (of: string, part: Partial<T>) =>
      setAll(all.map((each) => (each.key === of ? { ...each, ...part } : each))),
    remove: (of: string) => setAll(all.filter(({ key }) => key !== of)),
  };
}
