import { chainEventsOf, chainOf } from '#message-log';
import { domainOf, sameAddress } from '#mime';
import type { StoredLogRecord, TrackingState } from '#ports';
import type { World } from '#testing';

const STATES: Readonly<Record<TrackingState, readonly string[]>> = {
  WAITING: ['waiting'],
  WARNED: ['waiting'],
  TAKEN: ['taken'],
  WARNED_TAKEN: ['taken'],
  DELIVERED: ['delivered'],
  EXPIRED_THEN_DELIVERED: ['delivered-late'],
  FAILED: ['failed', 'virus'],
  FAILED_VIRUS: ['virus'],
  EXPIRED: ['expired', 'failed', 'virus'],
};

/**
 * Where a chain says more than what happened: "delivered" of a message that the recipient's provider never delivered, a state that is not
 * that of the tracking, an event told twice or out of order.
 */
export async function judgeChains(world: World): Promise<readonly string[]> {
  const problems: string[] = [];
  const logs = new Map<string, readonly StoredLogRecord[]>();
  for (const { spec } of world.members()) logs.set(spec.key, await world.log(spec.key));
  const wasDelivered = (identificativo: string, address: string) =>
    [...logs.values()]
      .flat()
      .some(
        (record) =>
          record.event === 'Consegna' &&
          record.point === 'DP' &&
          record.identificativo === identificativo &&
          sameAddress(record.consegna ?? '', address),
      );
  for (const { spec, disk } of world.members()) {
    const named = logs.get(spec.key)!.filter(({ identificativo }) => identificativo !== undefined);
    for (const [identificativo, records] of Map.groupBy(named, (record) => record.identificativo!)) {
      const tell = (problem: string) => problems.push(`${spec.key}: ${identificativo}: ${problem}`);
      const isOurs = records.some(({ event }) =>
        ['Accettazione', 'NonAccettazione', 'NonAccettazioneVirus'].includes(event),
      );
      const events = chainEventsOf(records);
      const chain = chainOf(records, {
        mailbox: 'm',
        find: () => undefined,
        isCopy: () => false,
        providerOf: domainOf,
      });
      if (isOurs !== (chain !== undefined)) tell('a chain where there was no acceptance, or the reverse');
      const keys = events.map(({ type, recipient }) => `${type} ${recipient}`);
      if (new Set(keys).size < keys.length) tell(`told twice: ${keys.join(', ')}`);
      if (events.some(({ seq, part }, at) => at > 0 && (events[at - 1]!.seq - seq || events[at - 1]!.part - part) >= 0))
        tell('events out of order');
      for (const { type, recipient } of events)
        if (type === 'delivered' && !wasDelivered(identificativo, recipient!)) tell(`false delivery to ${recipient}`);
      const tracking = await disk.inspect.tracking(identificativo);
      for (const { address, kind, state, missing } of chain?.recipients ?? []) {
        const row = tracking.find(({ recipient }) => sameAddress(recipient, address));
        if (row && !STATES[row.state].includes(state)) tell(`${address} is ${state}, its tracking ${row.state}`);
        if (!row && kind === 'certified' && state !== 'not-accepted') tell(`${address} is ${state} and not tracked`);
        if (missing && Date.parse(missing.knownBy) < world.clock.now()) tell(`${address} is missing after a day`);
        if (state.startsWith('delivered') && !wasDelivered(identificativo, address)) tell(`${address} is ${state}`);
      }
    }
  }
  return problems;
}
