import { useQuery } from '@tanstack/react-query';
import { IconButton, Select, TextField, useTexts } from '#kit';
import { folderName } from './folder-names.ts';
import { foldersQuery } from './mail-queries.ts';
import { roomTexts } from './room-texts.ts';
import { webmailTexts } from './webmail-texts.ts';

const FIELDS = ['from', 'to', 'subject', 'kind', 'body', 'attachment', 'size'] as const;
const WAYS = ['contains', 'is', 'begins', 'larger'] as const;
const ACTS = ['move', 'label', 'flag', 'seen', 'assign', 'stop'] as const;

export interface ConditionDraft {
  readonly field: (typeof FIELDS)[number];
  readonly is: (typeof WAYS)[number];
  readonly value: string;
}
export interface ActDraft {
  readonly do: (typeof ACTS)[number];
  readonly target: string;
}

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
  return (
    <fieldset>
      <legend>{place === 0 ? say('rules.if') : say('rules.and')}</legend>
      <div className="condition">
        <Select
          label={say('rules.field')}
          value={condition.field}
          onChange={(event) => onChange({ field: event.target.value as ConditionDraft['field'] })}
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
          onChange={(event) => onChange({ is: event.target.value as ConditionDraft['is'] })}
        >
          {WAYS.map((is) => (
            <option key={is} value={is}>
              {say(is === 'is' ? 'rules.equals' : `rules.${is}`)}
            </option>
          ))}
        </Select>
        <TextField
          label={say('rules.value')}
          required
          value={condition.value}
          onChange={(event) => onChange({ value: event.target.value })}
        />
        {onRemove !== undefined && (
          <IconButton icon="close" label={say('rules.removeCondition', { count: place + 1 })} onClick={onRemove} />
        )}
      </div>
    </fieldset>
  );
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
      <div className="condition">
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

function Target({
  mailbox,
  act,
  onChange,
}: {
  readonly mailbox: string;
  readonly act: ActDraft;
  readonly onChange: (target: string) => void;
}) {
  const say = useTexts(roomTexts);
  const sayMail = useTexts(webmailTexts);
  const { data: folders = [] } = useQuery(foldersQuery(mailbox));
  if (act.do === 'move')
    return (
      <Select
        label={say('rules.target')}
        required
        value={act.target}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="" disabled />
        {folders.map((folder) => (
          <option key={folder.id} value={folder.id}>
            {folderName(folder, sayMail)}
          </option>
        ))}
      </Select>
    );
  if (act.do !== 'label' && act.do !== 'assign') return <span />;
  return (
    <TextField
      label={say('rules.target')}
      required
      value={act.target}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
