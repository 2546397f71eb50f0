import { type FormEvent, useRef, useState } from 'react';
import type { Activation, Applicant } from '#contract';
import {
  type AnswerOf,
  type ApiFault,
  api,
  asFault,
  Button,
  ErrorLine,
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
import { StepList } from './step-list.tsx';
import { words } from './words.ts';

interface Props {
  readonly offer: Offer;
  readonly provider: AnswerOf<'GET /public/provider'>;
  onBegun(request: Activation): void;
}

/** Who may have a mailbox, and the first data. */
export function Begin({ offer, provider, onBegun }: Props) {
  const say = useTexts(words);
  if (!offer.isOpen)
    return (
      <>
        <h1>{say('title')}</h1>
        <Notice>{say('closed', { provider: provider.name, address: provider.serviceAddress })}</Notice>
      </>
    );
  return (
    <>
      <h1>{say('title')}</h1>
      <p className="page-lead">{say('lead', { provider: provider.name })}</p>
      <StepList done={new Set()} current="data" />
      <section className="stack" aria-labelledby="who">
        <h2 id="who">{say('who.title')}</h2>
        <ul className="who">
          <li>{say('who.age', { years: offer.minimumAge })}</li>
          <li>{say('who.foreign')}</li>
          <li>{say('who.others')}</li>
          <li>{say('who.time')}</li>
        </ul>
      </section>
      <DataForm offer={offer} onBegun={onBegun} />
    </>
  );
}

const DATES: ReadonlySet<DraftField> = new Set(['birthDate', 'permitUntil']);
const COMPLETE: Partial<Record<DraftField, string>> = {
  givenName: 'given-name',
  familyName: 'family-name',
  birthDate: 'bday',
  organisationName: 'organization',
};

function DataForm({ offer, onBegun }: Pick<Props, 'offer' | 'onBegun'>) {
  const say = useTexts(words);
  const language = useLanguage();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState<Draft>({ ...EMPTY_DRAFT, kind: offer.kinds[0]?.kind ?? 'person' });
  const [fault, setFault] = useState<ApiFault>();
  const [isBusy, setBusy] = useState(false);
  const fields = fieldsFor(offer.kinds.find(({ kind }) => kind === draft.kind)?.needs ?? []);
  const wrong = faultsByField(fault?.faults ?? []);
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFault(undefined);
    try {
      const body: Applicant = applicantOf(draft, fields, language);
      onBegun((await api('POST /activation', {}, { body })) as Activation);
    } catch (thrown) {
      setFault(asFault(thrown));
      setBusy(false);
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus());
    }
  };
  return (
    <form ref={form} className="stack data" onSubmit={(event) => void submit(event)}>
      <fieldset className="kinds">
        <legend>{say('kind')}</legend>
        {offer.kinds.map(({ kind }) => (
          <KindChoice key={kind} kind={kind} isChosen={draft.kind === kind} onChoose={() => set({ kind })} />
        ))}
      </fieldset>
      <DataFields draft={draft} fields={fields} wrong={wrong} onChange={set} />
      <ErrorLine fault={fault} />
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
