import { Checkbox, Select, TextArea, TextField, useTexts } from '#kit';
import type { PolicyDraft, PolicyFault } from './policy-draft.ts';
import { holdersWords } from './words.ts';

interface Props {
  /** A closed channel and activation are of a whole domain. */
  readonly isOfDomain: boolean;
  readonly draft: PolicyDraft;
  readonly faults: readonly PolicyFault[];
  onChange(change: Partial<PolicyDraft>): void;
}

/** The fields of a policy, each with what it does. */
export function PolicyForm({ isOfDomain, draft, faults, onChange }: Props) {
  const say = useTexts(holdersWords);
  const wrong = (fault: PolicyFault) => (faults.includes(fault) ? say(`policy.faults.${fault}`) : undefined);
  return (
    <>
      <OrdinaryFields isOfDomain={isOfDomain} draft={draft} faults={faults} onChange={onChange} />
      {isOfDomain && (
        <Checkbox
          label={say('policy.close')}
          hint={say('policy.closeHint')}
          checked={draft.isClosed}
          onChange={(event) => onChange({ isClosed: event.target.checked })}
        />
      )}
      {isOfDomain && draft.isClosed && (
        <TextArea
          label={say('policy.allowed')}
          hint={say('policy.allowedHint')}
          rows={4}
          spellCheck={false}
          value={draft.allowed}
          error={wrong('allowed')}
          onChange={(event) => onChange({ allowed: event.target.value })}
        />
      )}
      <TextField
        label={say('policy.maxRecipients')}
        hint={say('policy.maxRecipientsHint')}
        isOptional
        inputMode="numeric"
        value={draft.maxRecipients}
        error={wrong('maxRecipients')}
        onChange={(event) => onChange({ maxRecipients: event.target.value })}
      />
      <TextField
        label={say('policy.productTyped')}
        hint={say('policy.productHint')}
        isOptional
        inputMode="decimal"
        value={draft.product}
        error={wrong('product')}
        onChange={(event) => onChange({ product: event.target.value })}
      />
      <TextField
        label={say('policy.perHour')}
        hint={say('policy.perHourHint')}
        isOptional
        inputMode="numeric"
        value={draft.perHour}
        error={wrong('perHour')}
        onChange={(event) => onChange({ perHour: event.target.value })}
      />
      <Select
        label={say('policy.secondFactor')}
        value={draft.secondFactor}
        onChange={(event) => onChange({ secondFactor: event.target.value as PolicyDraft['secondFactor'] })}
      >
        <option value="inherit">{say('policy.inherit')}</option>
        <option value="wanted">{say('policy.factor.wanted')}</option>
        <option value="required">{say('policy.factor.required')}</option>
      </Select>
      <Checkbox
        label={say('policy.operatorUnfreezes')}
        hint={say('policy.operatorUnfreezesHint')}
        checked={draft.isUnfrozenByOperator}
        onChange={(event) => onChange({ isUnfrozenByOperator: event.target.checked })}
      />
      {isOfDomain && (
        <Checkbox
          label={say('policy.enrolment')}
          hint={say('policy.enrolmentHint')}
          checked={draft.isEnrolmentOpen}
          onChange={(event) => onChange({ isEnrolmentOpen: event.target.checked })}
        />
      )}
    </>
  );
}

function OrdinaryFields({ isOfDomain, draft, faults, onChange }: Props) {
  const say = useTexts(holdersWords);
  return (
    <>
      <Select
        label={say('policy.ordinary')}
        hint={say('policy.ordinaryHint')}
        value={draft.ordinary}
        onChange={(event) => onChange({ ordinary: event.target.value as PolicyDraft['ordinary'] })}
      >
        {(isOfDomain || draft.ordinary === 'inherit') && (
          <option value="inherit">{say(isOfDomain ? 'policy.eachItsOwn' : 'policy.inherit')}</option>
        )}
        <option value="accept">{say('policy.acceptWords')}</option>
        <option value="refuse">{say('policy.refuseWords')}</option>
        <option value="forward">{say('policy.forwardWords')}</option>
      </Select>
      {draft.ordinary === 'refuse' && (
        <TextArea
          label={say('policy.refusal')}
          hint={say('policy.refusalHint')}
          isOptional
          rows={3}
          maxLength={2000}
          value={draft.refusal}
          onChange={(event) => onChange({ refusal: event.target.value })}
        />
      )}
      {draft.ordinary === 'refuse' && (
        <TextField
          label={say('policy.refusedFrom')}
          hint={say('policy.refusedFromHint')}
          type="date"
          isOptional
          value={draft.refusedFrom}
          error={faults.includes('refusedFrom') ? say('policy.faults.refusedFrom') : undefined}
          onChange={(event) => onChange({ refusedFrom: event.target.value })}
        />
      )}
      {draft.ordinary === 'forward' && (
        <TextField
          label={say('policy.forward')}
          type="email"
          value={draft.forwardTo}
          error={faults.includes('forwardTo') ? say('policy.faults.forwardTo') : undefined}
          onChange={(event) => onChange({ forwardTo: event.target.value })}
        />
      )}
    </>
  );
}
