import { type asFault, Select, TextField, useTexts } from '#kit';
import { holdersWords } from './words.ts';

const DOCUMENTS = ['identity-card', 'passport', 'driving-licence', 'residence-permit'] as const;

export interface ShownDocument {
  readonly type: (typeof DOCUMENTS)[number];
  readonly number: string;
  readonly issuer: string;
  readonly until: string;
}

export const NO_DOCUMENT: ShownDocument = { type: 'identity-card', number: '', issuer: '', until: '' };

/** As it is sent. */
export const tidyDocument = ({ type, number, issuer, until }: ShownDocument): ShownDocument => {
  return { type, number: number.trim(), issuer: issuer.trim(), until };
};

interface Props {
  readonly value: ShownDocument;
  readonly fault: ReturnType<typeof asFault> | undefined;
  onChange(value: ShownDocument): void;
}

/** What stands on a document that was looked at. */
export function DocumentFields({ value, fault, onChange }: Props) {
  const say = useTexts(holdersWords);
  return (
    <>
      <Select
        label={say('desk.type')}
        value={value.type}
        onChange={(event) => onChange({ ...value, type: event.target.value as ShownDocument['type'] })}
      >
        {DOCUMENTS.map((one) => (
          <option key={one} value={one}>
            {say(`documents.${one}`)}
          </option>
        ))}
      </Select>
      <TextField
        label={say('desk.number')}
        value={value.number}
        required
        spellCheck={false}
        error={fault?.of('number')}
        onChange={(event) => onChange({ ...value, number: event.target.value })}
      />
      <TextField
        label={say('desk.issuer')}
        hint={say('desk.issuerHint')}
        value={value.issuer}
        required
        error={fault?.of('issuer')}
        onChange={(event) => onChange({ ...value, issuer: event.target.value })}
      />
      <TextField
        label={say('desk.until')}
        type="date"
        value={value.until}
        required
        error={fault?.of('until')}
        onChange={(event) => onChange({ ...value, until: event.target.value })}
      />
    </>
  );
}
