import { Button, Checkbox, Select, TextField, useTexts } from '#kit';
import type { PublicAddress } from './public-page-draft.ts';
import { holdersWords, pagesWords } from './words.ts';

const ROLES = ['institutional', 'sector', 'front-office', 'official'] as const;

interface Props {
  readonly address: PublicAddress;
  /** As people count. */
  readonly number: number;
  onChange(change: Partial<PublicAddress>): void;
  onRemove(): void;
}

/** One address of an entry, with what it is and what it accepts. */
export function AddressFields({ address, number, onChange, onRemove }: Props) {
  const say = useTexts(holdersWords);
  const pages = useTexts(pagesWords);
  const { kind, role = '', label = '', certifiedOnly } = address;
  return (
    <fieldset className="stack boxed">
      <legend>{pages('addressNumber', { number })}</legend>
      <TextField
        label={say('mailboxes.address')}
        type="email"
        value={address.address}
        onChange={(event) => onChange({ address: event.target.value })}
      />
      <div className="pair">
        <Select
          label={pages('kind')}
          value={kind}
          onChange={(event) => onChange({ kind: event.target.value as PublicAddress['kind'], certifiedOnly: false })}
        >
          <option value="certified">{pages('certified')}</option>
          <option value="ordinary">{pages('ordinary')}</option>
        </Select>
        <Select
          label={pages('role')}
          value={role}
          onChange={(event) => onChange({ role: (event.target.value || undefined) as never })}
        >
          <option value="">{pages('noRole')}</option>
          {ROLES.map((one) => (
            <option key={one} value={one}>
              {pages(`roles.${one}`)}
            </option>
          ))}
        </Select>
      </div>
      <TextField
        label={pages('label')}
        hint={pages('labelHint')}
        isOptional
        maxLength={100}
        value={label}
        onChange={(event) => onChange({ label: event.target.value })}
      />
      {kind === 'certified' && (
        <Checkbox
          label={pages('certifiedOnly')}
          hint={pages('certifiedOnlyHint')}
          checked={certifiedOnly}
          onChange={(event) => onChange({ certifiedOnly: event.target.checked })}
        />
      )}
      <Button look="quiet" size="sm" icon="delete" onClick={onRemove}>
        {pages('removeAddress', { number })}
      </Button>
    </fieldset>
  );
}
