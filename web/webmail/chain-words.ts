import type { Chain, ChainGlance, ChainRecipient, ChainStep } from '#contract';

export type Tone = 'plain' | 'good' | 'wait' | 'bad';

/** A state for people: name of its text, what is put in, how it looks. */
export interface Word<K extends string> {
  readonly key: K;
  readonly values: Readonly<Record<string, string | number>>;
  readonly tone: Tone;
}

export type GlanceKey =
  | 'notAccepted'
  | 'sent'
  | 'delivered'
  | 'all'
  | 'partly'
  | 'partlyFailed'
  | 'failed'
  | 'noneFailed'
  | 'waiting';

/** A sent message in one glance. "Delivered" is said only when it was to everybody. */
export function glanceWord(
  glance: Pick<ChainGlance, 'state' | 'recipients' | 'delivered' | 'failed' | 'waiting'>,
): Word<GlanceKey> {
  const { state, recipients: count, delivered, failed, waiting } = glance;
  const values = { count, delivered, failed, waiting };
  const word = (key: GlanceKey, tone: Tone) => ({ key, values, tone });
  if (state === 'not-accepted') return word('notAccepted', 'bad');
  if (state === 'sent') return word('sent', 'plain');
  if (delivered > 0 && delivered === count) return word(count === 1 ? 'delivered' : 'all', 'good');
  if (failed > 0 && delivered > 0) return word('partlyFailed', 'bad');
  if (failed > 0 && failed === count) return word(count === 1 ? 'failed' : 'noneFailed', 'bad');
  if (failed > 0) return word('partlyFailed', 'bad');
  if (delivered > 0) return word('partly', waiting > 0 ? 'wait' : 'plain');
  return word('waiting', 'wait');
}

const BAD: ReadonlySet<ChainRecipient['state']> = new Set(['failed', 'virus', 'expired', 'not-accepted']);
const OPEN: ReadonlySet<ChainRecipient['state']> = new Set(['waiting', 'taken']);
const DONE: ReadonlySet<ChainRecipient['state']> = new Set(['delivered', 'delivered-late']);

export function toneOf(state: ChainRecipient['state']): Tone {
  if (BAD.has(state)) return 'bad';
  if (OPEN.has(state)) return 'wait';
  return DONE.has(state) ? 'good' : 'plain';
}

/** What went wrong first, then what is open, then the rest: what asks for something stands on top. */
export function byUrgency(recipients: readonly ChainRecipient[]): readonly ChainRecipient[] {
  const rank = ({ state }: ChainRecipient) => (BAD.has(state) ? 0 : OPEN.has(state) ? 1 : 2);
  return recipients.toSorted((a, b) => rank(a) - rank(b));
}

export type AnswerKey =
  | 'notAccepted'
  | 'sentOrdinary'
  | 'deliveredOne'
  | 'deliveredAll'
  | 'deliveredSome'
  | 'failedSome'
  | 'failedOne'
  | 'failedAll'
  | 'waiting';
export type ProofKey = 'inBox' | 'reproducible' | 'acceptance' | 'ordinary' | 'refusal' | 'failure' | 'none';

/** "Was it delivered, since when, can I prove it?" */
export interface Verdict {
  readonly answer: AnswerKey;
  readonly tone: Tone;
  readonly values: {
    readonly count: number;
    readonly delivered: number;
    readonly failed: number;
    readonly address: string;
  };
  /** Since when: the last delivery, the acceptance, the failure. */
  readonly at: string | undefined;
  /** Whose answer is still out, and until when at the latest. */
  readonly missing: { readonly count: number; readonly knownBy: string } | undefined;
  readonly proof: ProofKey;
}

export function verdictOf(chain: Chain): Verdict {
  const { recipients } = chain;
  const done = recipients.filter(({ state }) => DONE.has(state));
  const bad = recipients.filter(({ state }) => BAD.has(state));
  const open = recipients.filter(({ missing }) => missing !== undefined);
  const knownBy = open
    .map(({ missing }) => missing!.knownBy)
    .sort(byInstant)
    .at(-1);
  const answer = answerOf(chain, done.length, bad.length);
  return {
    answer,
    tone: {
      notAccepted: 'bad',
      sentOrdinary: 'plain',
      deliveredOne: 'good',
      deliveredAll: 'good',
      deliveredSome: open.length > 0 ? 'wait' : 'plain',
      failedSome: 'bad',
      failedOne: 'bad',
      failedAll: 'bad',
      waiting: 'wait',
    }[answer] as Tone,
    values: {
      count: recipients.length,
      delivered: done.length,
      failed: bad.length,
      address: (bad[0] ?? open[0] ?? recipients[0])?.address ?? '',
    },
    at: instantOf(answer, chain, done, bad),
    missing: knownBy === undefined ? undefined : { count: open.length, knownBy },
    proof: proofOf(chain, answer),
  };
}

const byInstant = (a: string, b: string) => Date.parse(a) - Date.parse(b);

function answerOf({ state, recipients }: Chain, done: number, bad: number): AnswerKey {
  if (state === 'not-accepted') return 'notAccepted';
  if (bad > 0 && bad === recipients.length) return bad === 1 ? 'failedOne' : 'failedAll';
  if (bad > 0) return 'failedSome';
  if (done > 0 && done === recipients.length) return done === 1 ? 'deliveredOne' : 'deliveredAll';
  if (done > 0) return 'deliveredSome';
  return state === 'sent' ? 'sentOrdinary' : 'waiting';
}

function instantOf(
  answer: AnswerKey,
  chain: Chain,
  done: readonly ChainRecipient[],
  bad: readonly ChainRecipient[],
): string | undefined {
  const last = (among: readonly ChainRecipient[], kinds: readonly ChainStep['kind'][]) =>
    among
      .flatMap(({ steps }) => steps.filter(({ kind }) => kinds.includes(kind)).map(({ at }) => at))
      .sort(byInstant)
      .at(-1);
  switch (answer) {
    case 'deliveredOne':
    case 'deliveredAll':
    case 'deliveredSome':
      return last(done, ['delivered']);
    case 'failedOne':
    case 'failedAll':
    case 'failedSome':
      return last(bad, ['failed', 'virus', 'expired']);
    default:
      return chain.steps[0]?.at;
  }
}

function proofOf({ recipients, steps }: Chain, answer: AnswerKey): ProofKey {
  const receipts = recipients.flatMap(({ steps: own }) =>
    own.filter(({ kind, proof }) => kind === 'delivered' && proof.kind !== 'none'),
  );
  if (answer === 'notAccepted') return 'refusal';
  if (receipts.some(({ proof }) => proof.kind === 'reproducible')) return 'reproducible';
  if (receipts.length > 0) return 'inBox';
  if (answer.startsWith('failed')) return 'failure';
  if (steps[0]?.kind !== 'accepted' || steps[0].proof.kind === 'none') return 'none';
  return answer === 'sentOrdinary' ? 'ordinary' : 'acceptance';
}

/** A stop on the way to one recipient: what happened, or what is still to come. */
export type Stop =
  | { readonly done: true; readonly step: ChainStep; readonly tone: Tone }
  | {
      readonly done: false;
      readonly what: 'taken' | 'delivered' | 'sent';
      readonly knownBy: string;
      readonly warningAt: string | undefined;
    };

const STEP_TONES: Readonly<Record<ChainStep['kind'], Tone>> = {
  accepted: 'good',
  'not-accepted': 'bad',
  'not-accepted-virus': 'bad',
  sent: 'plain',
  taken: 'good',
  delivered: 'good',
  failed: 'bad',
  virus: 'bad',
  warned: 'wait',
  expired: 'bad',
};

/** The whole way to a recipient, from acceptance on, in order; what is missing comes last. */
export function stopsOf(chain: Chain, recipient: ChainRecipient): readonly Stop[] {
  const happened = [...chain.steps, ...recipient.steps].map(
    (step): Stop => ({ done: true, step, tone: STEP_TONES[step.kind] }),
  );
  const { missing } = recipient;
  if (missing === undefined) return happened;
  const to = (what: 'taken' | 'delivered' | 'sent', warningAt?: string): Stop => ({
    done: false,
    what,
    knownBy: missing.knownBy,
    warningAt,
  });
  if (missing.what !== 'taken') return [...happened, to(missing.what, missing.warningAt)];
  return [...happened, to('taken', missing.warningAt), to('delivered')];
}

/** Is a receipt lost that could be had again? */
export function isReproducible(chain: Chain): boolean {
  return [...chain.steps, ...chain.recipients.flatMap(({ steps }) => steps)].some(
    ({ proof }) => proof.kind === 'reproducible',
  );
}

/** What became other between two looks, to be read out: address and its new state. */
export function newsBetween(
  before: Chain | undefined,
  after: Chain,
): readonly Pick<ChainRecipient, 'address' | 'state'>[] {
  if (before === undefined) return [];
  const known = new Map(before.recipients.map(({ address, state }) => [address, state]));
  return after.recipients.filter(({ address, state }) => known.has(address) && known.get(address) !== state);
}
