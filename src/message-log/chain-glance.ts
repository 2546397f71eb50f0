import type { ChainGlance } from '#contract';
import { isoLegalTime } from '#pec';
import type { StoredLogRecord } from '#ports';
import { countStates, messageStateOf, recipientStateOf } from './chain.ts';
import { replay } from './chain-replay.ts';

/** A row's summary of its chain. Undefined when these records tell of nothing that was handed in here. */
export function chainGlanceOf(records: readonly StoredLogRecord[]): ChainGlance | undefined {
  const replayed = replay(records);
  const { answer, recipients, told } = replayed;
  if (answer === undefined) return undefined;
  const last = told.findLast(({ isNews }) => isNews) ?? answer;
  return {
    identificativo: answer.record.identificativo ?? '',
    state: messageStateOf(replayed),
    recipients: recipients.length,
    ...countStates(recipients.map((known) => recipientStateOf(known, answer))),
    last: { kind: last.kind, at: isoLegalTime(last.at) },
  };
}
