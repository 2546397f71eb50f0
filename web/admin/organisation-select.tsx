import { Select, useTexts } from '#kit';
import { useList } from './use-api.ts';
import { holdersWords } from './words.ts';

interface Props {
  readonly value: string;
  /** What stands for none. */
  readonly none: string;
  readonly error?: string | undefined;
  readonly required?: boolean;
  onChange(organisation: string): void;
}

/** One of the organisations that the visitor may see. */
export function OrganisationSelect({ value, none, error, required = false, onChange }: Props) {
  const say = useTexts(holdersWords);
  const organisations = useList('GET /admin/organisations', { query: { limit: 500 } });
  return (
    <Select
      label={say('mailboxes.organisation')}
      value={value}
      required={required}
      error={error}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">{none}</option>
      {organisations.rows.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </Select>
  );
}
