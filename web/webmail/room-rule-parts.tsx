import { useQuery } from '@tanstack/react-query';
import { IconButton, plain, Select, TextField, useTexts } from '#kit';
import { branchName } from './folder-names.ts';
import { treeOf } from './folder-tree.ts';
import { foldersQuery } from './mail-queries.ts';
import { roomTexts } from './room-texts.ts';
import { ACTS, type ActDraft, type ConditionDraft, FIELDS, isSize, KINDS, waysOf, withField } from './rule-draft.ts';
import { usePeople } from './use-people.ts';
import { webmailTexts } from './webmail-texts.ts';

interface ConditionProps {
  readonly condition: ConditionDraft;
  readonly place: number;
  readonly onChange: (part: Partial<ConditionDraft>) => void;
  /** Absent where it is the only one. */
  readonly onRemove: (() => void) | undefined;
}

/** One thing that must hold of a message. */
export function ConditionFields({ condition, place, onChange, onRemove }: ConditionProps) {
  const say = useTexts(roomTexts);
  const ways = waysOf(condition.field);
  return (
    <fieldset>
      <legend>{place === 0 ? say('rules.if') : say('rules.and')}</legend>
      <div className="condition">
        <Select
          label={say('rules.field')}
          value={condition.field}
          onChange={(event) => onChange(withField(condition, event.target.value as ConditionDraft['field']))}
        >
          {FIELDS.map((field) => (
            <option key={field} value={field}>
              {say(`rules.${field}`)}
            </option>
          ))}
        </Select>
        <Select
          label={say('rules.is')}
          value={condition.is}
          disabled={ways.length === 1}
          onChange={(event) => onChange({ is: event.target.value as ConditionDraft['is'] })}
        >
          {ways.map((is) => (
            <option key={is} value={is}>
              {say(is === 'is' ? 'rules.equals' : `rules.${is}`)}
            </option>
          ))}
        </Select>
        <ConditionValue condition={condition} onChange={(value) => onChange({ value })} />
        {onRemove !== undefined && (
          <IconButton icon="close" label={say('rules.removeCondition', { count: place + 1 })} onClick={onRemove} />
        )}
      </div>
    </fieldset>
  );
}

function ConditionValue({
  condition: { field, value },
  onChange,
}: {
  readonly condition: ConditionDraft;
  readonly onChange: (value: string) => void;
}) {
  const say = useTexts(roomTexts);
  const sayKind = useKindWords();
  if (field === 'kind')
    return (
      <Select label={say('rules.value')} value={value} onChange={(event) => onChange(event.target.value)}>
        {KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {sayKind(kind)}
          </option>
        ))}
      </Select>
    );
  return (
    <TextField
      label={say(field === 'size' ? 'rules.megabytes' : 'rules.value')}
      required
      {...(field === 'size' && { inputMode: 'decimal' })}
      value={value}
      error={field === 'size' && value !== '' && !isSize(value) ? say('rules.sizeFault') : undefined}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

/** What a kind of message is called; what is none stays as it is written. */
export function useKindWords(): (kind: string) => string {
  const say = useTexts(webmailTexts);
  return (kind) => {
    const known = KINDS.find((one) => one === kind);
    if (known === undefined) return plain(kind);
    return known === 'any' ? say('filter.anyKind') : say(`kindNames.${known}`);
  };
}

interface ActProps {
  readonly mailbox: string;
  readonly act: ActDraft;
  readonly place: number;
  readonly onChange: (part: Partial<ActDraft>) => void;
  /** Absent where it is the only one. */
  readonly onRemove: (() => void) | undefined;
}

/** One thing that is done with a message. */
export function ActFields({ mailbox, act, place, onChange, onRemove }: ActProps) {
  const say = useTexts(roomTexts);
  return (
    <fieldset>
      <legend>{say('rules.do')}</legend>
      <div className="condition condition-act">
        <Select
          label={say('rules.act')}
          value={act.do}
          onChange={(event) => onChange({ do: event.target.value as ActDraft['do'], target: '' })}
        >
          {ACTS.map((each) => (
            <option key={each} value={each}>
              {say(`rules.${each}`)}
            </option>
          ))}
        </Select>
        <Target mailbox={mailbox} act={act} onChange={(target) => onChange({ target })} />
        {onRemove !== undefined && (
          <IconButton icon="close" label={say('rules.removeAct', { count: place + 1 })} onClick={onRemove} />
        )}
      </div>
    </fieldset>
  );
}

interface TargetProps {
  readonly mailbox: string;
  readonly act: ActDraft;
  readonly onChange: (target: string) => void;
}

function Target({ mailbox, act, onChange }: TargetProps) {
  const say = useTexts(roomTexts);
  if (act.do === 'move') return <FolderTarget mailbox={mailbox} act={act} onChange={onChange} />;
  if (act.do === 'assign') return <PersonTarget mailbox={mailbox} act={act} onChange={onChange} />;
  if (act.do !== 'label') return <span />;
  return (
    <TextField
      label={say('rules.target')}
      required
      maxLength={60}
      value={act.target}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function FolderTarget({ mailbox, act: { target }, onChange }: TargetProps) {
  const say = useTexts(roomTexts);
  const sayMail = useTexts(webmailTexts);
  const { data: folders } = useQuery(foldersQuery(mailbox));
  const isLost = target !== '' && folders !== undefined && !folders.some(({ id }) => id === target);
  return (
    <Select
      label={say('rules.target')}
      required
      value={isLost ? '' : target}
      error={isLost ? say('rules.lostFolder') : undefined}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="" disabled />
      {treeOf(folders ?? []).map((branch) => (
        <option key={branch.folder.id} value={branch.folder.id}>
          {`${'\u2003'.repeat(branch.depth)}${plain(branchName(branch, sayMail))}`}
        </option>
      ))}
    </Select>
  );
}

function PersonTarget({ mailbox, act: { target }, onChange }: TargetProps) {
  const say = useTexts(roomTexts);
  const people = usePeople(mailbox);
  const isGone = target !== '' && !people.some(({ login }) => login === target);
  return (
    <Select label={say('rules.target')} required value={target} onChange={(event) => onChange(event.target.value)}>
      <option value="" disabled />
      {isGone && <option value={target}>{plain(target)}</option>}
      {people.map(({ login, name }) => (
        <option key={login} value={login}>
          {plain(name)}
        </option>
      ))}
    </Select>
  );
}
