import { type FormEvent, useEffect, useId, useState } from 'react';
import type { Activation } from '#contract';
import { type AnswerOf, api, Button, ErrorLine, FieldError, Icon, Select, Skeleton, TextField, useTexts } from '#kit';
import { type Going, keyHeader } from './going.ts';
import type { StepProps } from './request.tsx';
import { words } from './words.ts';

type Proposal = AnswerOf<'GET /activation/{activation}/addresses'>[number];
const PAUSE_MS = 350;
const WHYS = ['not-choosable', 'taken', 'other-holder', 'look-alike', 'no-such-domain'] as const;
type Why = (typeof WHYS)[number];
const isWhy = (why: string | undefined): why is Why => WHYS.some((one) => one === why);

/** An address of one's own: proposals, and whether what is typed is free, as it is typed. */
export function AddressStep({ request, going, offer, onChange }: StepProps) {
  const say = useTexts(words);
  const [wish, setWish] = useState('');
  const [domain, setDomain] = useState(offer.domains[0] ?? '');
  const { proposals, fault: unread } = useProposals(going, wish, domain);
  const [chosen, choose] = useState(request.address ?? '');
  const [fault, setFault] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const [isMissing, setMissing] = useState(false);
  const wished = wish.trim() === '' ? undefined : proposals?.[0];
  const free = proposals?.filter(({ isFree }) => isFree).slice(0, 6) ?? [];
  const choices = [...new Set([request.address ?? [], free.map(({ address }) => address)].flat())];
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setMissing(chosen === '');
    if (chosen === '') return focusFirstChoice(event.currentTarget);
    setFault(undefined);
    setBusy(true);
    try {
      const more = { body: { address: chosen }, headers: keyHeader(going) };
      onChange((await api('POST /activation/{activation}/address', { activation: going.id }, more)) as Activation);
    } catch (thrown) {
      setFault(thrown);
      setBusy(false);
    }
  };
  return (
    <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
      <p>{say('address.lead')}</p>
      <TextField
        label={say('address.wish')}
        hint={say('address.wishHint')}
        isOptional
        value={wish}
        maxLength={64}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setWish(event.target.value)}
      />
      {offer.domains.length > 1 && (
        <Select label={say('address.domain')} value={domain} onChange={(event) => setDomain(event.target.value)}>
          {offer.domains.map((one) => (
            <option key={one} value={one}>
              @{one}
            </option>
          ))}
        </Select>
      )}
      <Wished wished={wished} />
      {proposals === undefined ? (
        <Skeleton lines={3} />
      ) : free.length === 0 ? (
        <p>{say('address.none')}</p>
      ) : (
        <Choices addresses={choices} chosen={chosen} isMissing={isMissing && chosen === ''} onChoose={choose} />
      )}
      <ErrorLine fault={fault ?? unread} />
      <div className="form-actions">
        <Button type="submit" look="primary" isBusy={isBusy}>
          {say('goOn')}
        </Button>
      </div>
    </form>
  );
}

/** To the first address that can be chosen; where there is none, to the wish. */
function focusFirstChoice(form: HTMLFormElement): void {
  (form.querySelector<HTMLElement>('input[type=radio]') ?? form.querySelector<HTMLElement>('input'))?.focus();
}

/** Asked again when the typing stops. */
function useProposals(going: Going, wish: string, domain: string) {
  const [proposals, setProposals] = useState<readonly Proposal[]>();
  const [fault, setFault] = useState<unknown>();
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      const query = { domain, ...(wish.trim() !== '' && { wish: wish.trim() }) };
      const more = { query, headers: keyHeader(going), signal: stop.signal };
      api('GET /activation/{activation}/addresses', { activation: going.id }, more).then(
        (found) => {
          setProposals(found);
          setFault(undefined);
        },
        (thrown: unknown) => !stop.signal.aborted && setFault(thrown),
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [wish, domain, going]);
  return { proposals, fault };
}

function Wished({ wished }: { wished: Proposal | undefined }) {
  const say = useTexts(words);
  return (
    <div role="status">
      {wished !== undefined && (
        <p className={wished.isFree ? 'free' : 'taken'}>
          <Icon name={wished.isFree ? 'check-circle' : 'close-circle'} size="sm" />
          <span>
            <strong className="break">{wished.address}</strong>{' '}
            {wished.isFree ? say('address.isFree') : say(`address.why.${isWhy(wished.why) ? wished.why : 'taken'}`)}
          </span>
        </p>
      )}
    </div>
  );
}

function Choices({
  addresses,
  chosen,
  isMissing,
  onChoose,
}: {
  addresses: readonly string[];
  chosen: string;
  isMissing: boolean;
  onChoose: (address: string) => void;
}) {
  const say = useTexts(words);
  const id = useId();
  return (
    <fieldset
      className="kinds"
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: as ARIA in HTML allows; a mere group cannot be invalid
      role="radiogroup"
      aria-required
      aria-invalid={isMissing || undefined}
      aria-describedby={isMissing ? `${id}-error` : undefined}
    >
      <legend>{say('address.choose')}</legend>
      {addresses.map((address) => (
        <label key={address} className={chosen === address ? 'kind kind-chosen' : 'kind'}>
          <input
            type="radio"
            name="address"
            value={address}
            checked={chosen === address}
            onChange={() => onChoose(address)}
          />
          <span className="break">{address}</span>
        </label>
      ))}
      {isMissing && <FieldError id={`${id}-error`}>{say('address.missing')}</FieldError>}
    </fieldset>
  );
}
