import { type FormEvent, useState } from 'react';
import { Button, Checkbox, Dialog, kitTexts, Select, TextField, useTexts } from '#kit';
import type { FolderSearch } from './paths.ts';
import { readSearch } from './paths.ts';
import { webmailTexts } from './webmail-texts.ts';

const KINDS = ['certified', 'anomaly', 'unverified', 'sent', 'receipt', 'ordinary'] as const;
const STATES = ['waiting', 'delivered', 'failed'] as const;

/** Everything one can narrow by, at once. */
export function FilterDialog({
  search,
  onClose,
  onApply,
}: {
  readonly search: FolderSearch;
  readonly onClose: () => void;
  readonly onApply: (search: FolderSearch) => void;
}) {
  const say = useTexts(webmailTexts);
  const sayKit = useTexts(kitTexts);
  const [now, setNow] = useState<FolderSearch>(search);
  const set = (name: keyof FolderSearch) => (event: { target: { value: string } }) =>
    setNow({ ...now, [name]: event.target.value || undefined });
  const check = (name: 'unread' | 'flagged' | 'attachments') => ({
    checked: now[name] === 'true',
    onChange: (event: { target: { checked: boolean } }) =>
      setNow({ ...now, [name]: event.target.checked ? 'true' : undefined }),
  });
  const apply = (event: FormEvent) => {
    event.preventDefault();
    onApply(readSearch({ ...now }));
    onClose();
  };
  return (
    <Dialog title={say('filter.title')} onClose={onClose}>
      <form className="stack" onSubmit={apply}>
        <div className="two">
          <Select label={say('filter.kind')} value={now.kind ?? ''} onChange={set('kind')}>
            <option value="">{say('filter.anyKind')}</option>
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {say(`kindNames.${kind}`)}
              </option>
            ))}
          </Select>
          <Select label={say('filter.state')} value={now.state ?? ''} onChange={set('state')}>
            <option value="">{say('filter.anyState')}</option>
            {STATES.map((state) => (
              <option key={state} value={state}>
                {say(`states.${state}`)}
              </option>
            ))}
          </Select>
          <TextField label={say('filter.from')} value={now.from ?? ''} onChange={set('from')} maxLength={254} />
          <TextField label={say('filter.to')} value={now.to ?? ''} onChange={set('to')} maxLength={254} />
          <TextField label={say('filter.since')} type="date" value={now.since ?? ''} onChange={set('since')} />
          <TextField label={say('filter.before')} type="date" value={now.before ?? ''} onChange={set('before')} />
        </div>
        <TextField label={say('filter.subject')} value={now.subject ?? ''} onChange={set('subject')} maxLength={254} />
        <TextField label={say('filter.label')} value={now.label ?? ''} onChange={set('label')} maxLength={100} />
        <Select label={say('list.order')} value={now.order ?? ''} onChange={set('order')}>
          <option value="">{say('list.newest')}</option>
          <option value="oldest">{say('list.oldest')}</option>
        </Select>
        <div className="row">
          <Checkbox label={say('filter.unread')} {...check('unread')} />
          <Checkbox label={say('filter.flagged')} {...check('flagged')} />
          <Checkbox label={say('filter.attachments')} {...check('attachments')} />
        </div>
        <div className="form-actions">
          <Button onClick={onClose}>{sayKit('actions.cancel')}</Button>
          <Button look="primary" type="submit">
            {say('filter.apply')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
