import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { Activation, Applicant } from '#contract';
import {
  type ApiFault,
  api,
  asFault,
  Button,
  ErrorLine,
  focusFirstFault,
  Notice,
  Select,
  TextArea,
  TextField,
  useLanguage,
  useTexts,
} from '#kit';
import type { Offer } from './app.tsx';
import {
  applicantOf,
  type Draft,
  type DraftField,
  EMPTY_DRAFT,
  faultsByField,
  fieldsFor,
  type HolderKind,
} from './applicant-draft.ts';
import { countriesIn } from './countries.ts';
import { judgeDraft } from './judge-draft.ts';
import { forgetDraft, keepDraft, keptDraft } from './kept-draft.ts';
import { words } from './words.ts';

const DATES: ReadonlySet<DraftField> = new Set(['birthDate', 'permitUntil']);
const COMPLETE: Partial<Record<DraftField, string>> = {
  givenName: 'given-name',
  familyName: 'family-name',
  birthDate: 'bday',
  organisationName: 'organization',
};

/** What was wrong when it was sent: at each field, and of the whole. */
interface Told {
  readonly wrong: Partial<Record<DraftField, string>>;
  readonly fault?: ApiFault;
}

/** The first data; what is not whole is told at its field before anybody is asked. */
export function DataForm({ offer, onBegun }: { offer: Offer; onBegun(request: Activation): void }) {
  const say = useTexts(words);
  const language = useLanguage();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState<Draft>(() => firstDraft(offer));
  const [told, tell] = useState<Told>();
  const [sent, setSent] = useState(0);
  const [isBusy, setBusy] = useState(false);
  const fields = fieldsFor(offer.kinds.find(({ kind }) => kind === draft.kind)?.needs ?? []);
  const wrong = told?.wrong ?? {};
  useEffect(() => {
    if (sent > 0 && form.current !== null) focusFirstFault(form.current);
  }, [sent]);
  const set = (change: Partial<Draft>) => {
    const next = { ...draft, ...change };
    setDraft(next);
    keepDraft(next);
    // Another kind has other fields; what was told of a field was told of what stood in it.
    tell(told && 'kind' in change ? undefined : told && withoutThose(told, change));
  };
  const refuse = (next: Told) => {
    tell(next);
    setSent(sent + 1);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = Object.entries(judgeDraft(draft, fields)).map(([field, why]) => [field, say(`errors.${why}`)]);
    if (found.length > 0) return refuse({ wrong: Object.fromEntries(found) });
    setBusy(true);
    tell(undefined);
    try {
      const body: Applicant = applicantOf(draft, fields, language);
      const begun = (await api('POST /activation', {}, { body })) as Activation;
      forgetDraft();
      onBegun(begun);
    } catch (thrown) {
      const fault = asFault(thrown);
      setBusy(false);
      refuse({ wrong: faultsByField(fault.faults), fault });
    }
  };
  const count = Object.keys(wrong).length;
  return (
    <form ref={form} className="stack data" onSubmit={(event) => void submit(event)} noValidate>
      <fieldset className="kinds">
        <legend>{say('kind')}</legend>
        {offer.kinds.map(({ kind }) => (
          <KindChoice key={kind} kind={kind} isChosen={draft.kind === kind} onChoose={() => set({ kind })} />
        ))}
      </fieldset>
      <DataFields draft={draft} fields={fields} wrong={wrong} onChange={set} />
      {told?.fault !== undefined ? (
        <ErrorLine fault={told.fault} />
      ) : (
        count > 0 && <Notice tone="bad">{say('errors.all', { count })}</Notice>
      )}
      <div className="form-actions">
        <Button type="submit" look="primary" isBusy={isBusy}>
          {say('goOn')}
        </Button>
      </div>
      <p className="quiet">
        {say('privacy')} <a href="/privacy">{say('privacyLink')}</a>
      </p>
    </form>
  );
}

/** As it was left in this tab, of a kind that is offered. */
function firstDraft({ kinds }: Offer): Draft {
  const draft = { ...EMPTY_DRAFT, ...keptDraft() };
  const kind = kinds.find((one) => one.kind === draft.kind) ?? kinds[0];
  return { ...draft, kind: kind?.kind ?? 'person' };
}

function withoutThose({ wrong, fault }: Told, change: object): Told | undefined {
  const left = Object.fromEntries(Object.entries(wrong).filter(([field]) => !(field in change)));
  if (Object.keys(left).length === 0) return undefined;
  return { wrong: left, ...(fault !== undefined && { fault }) };
}

function DataFields({
  draft,
  fields,
  wrong,
  onChange,
}: {
  draft: Draft;
  fields: readonly DraftField[];
  wrong: Partial<Record<DraftField, string>>;
  onChange: (change: Partial<Draft>) => void;
}) {
  const say = useTexts(words);
  const language = useLanguage();
  const field = (name: DraftField) => ({
    label: say(`fields.${name}`),
    value: draft[name],
    error: wrong[name],
    onChange: (event: { target: { value: string } }) => onChange({ [name]: event.target.value }),
  });
  return (
    <>
      {fields.map((name) => (
        <TextField
          key={name}
          {...field(name)}
          type={DATES.has(name) ? 'date' : 'text'}
          hint={
            name === 'taxCode' || name === 'birthPlace' || name === 'register' || name === 'ipaCode'
              ? say(`hints.${name}`)
              : undefined
          }
          autoComplete={COMPLETE[name] ?? 'off'}
          spellCheck={false}
          required
        />
      ))}
      <Select {...field('country')} autoComplete="country">
        {countriesIn(language).map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </Select>
      <TextArea
        {...field('postalAddress')}
        hint={say('hints.postalAddress')}
        rows={3}
        autoComplete="street-address"
        maxLength={500}
        required
      />
      <TextField {...field('phone')} hint={say('hints.phone')} type="tel" autoComplete="tel" isOptional />
      <TextField
        {...field('contactAddress')}
        hint={say('hints.contactAddress')}
        type="email"
        autoComplete="email"
        required
      />
    </>
  );
}

function KindChoice({ kind, isChosen, onChoose }: { kind: HolderKind; isChosen: boolean; onChoose: () => void }) {
  const say = useTexts(words);
  return (
    <label className={isChosen ? 'kind kind-chosen' : 'kind'}>
      <input type="radio" name="kind" value={kind} checked={isChosen} onChange={onChoose} />
      <span>
        {say(`kinds.${kind}.name`)}
        <small>{say(`kinds.${kind}.what`)}</small>
      </span>
    </label>
  );
}
