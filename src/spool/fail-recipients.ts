import { buildDeliveryStatus, joinSteps, mayBeTold, moveTracking } from '#issuing';
import { sameAddress, sliceRope } from '#mime';
import { nextTracking } from '#pec';
import type { Dispatch, Job, ReceiveWork, RelayWork, Step, StoredMessage } from '#ports';
import type { SpoolPorts } from './spool.ts';

export interface Failure {
  readonly recipient: string;
  readonly reply: string;
  readonly noSuchDomain?: true;
}

/**
 * What the sender is owed when a hop failed for good (spec 8.6): M14 from his own provider for a certified recipient, an
 * ordinary delivery status notification for the others. Notices that can't be sent make nothing: notices never answer notices.
 */
export async function failRecipients(
  job: Job & { readonly work: RelayWork | ReceiveWork },
  failures: readonly Failure[],
  ports: SpoolPorts,
): Promise<Step> {
  const { work } = job;
  const message = await ports.store.message(work.messageId);
  const { notice, identificativo } = work;
  if (notice === undefined && message !== undefined && mayBeTold(work.mailFrom))
    return await tellForwarded(work.mailFrom, failures, message, ports);
  const dispatch =
    notice === 'M4' && identificativo !== undefined ? await ports.store.dispatch(identificativo) : undefined;
  if (dispatch === undefined || message === undefined) return {};
  const certified: Failure[] = [];
  const ordinary: Failure[] = [];
  for (const failure of failures) {
    const known = dispatch.facts.recipients.find(({ address }) => sameAddress(address, failure.recipient));
    (known?.type === 'certificato' ? certified : ordinary).push(failure);
  }
  const parts = await Promise.all(certified.map((failure) => failCertified(dispatch, failure, ports)));
  if (ordinary.length > 0) {
    parts.push(tellOrdinary(dispatch, ordinary, await headerOf(message, ports), ports));
  }
  return joinSteps(...parts);
}

async function failCertified(dispatch: Dispatch, failure: Failure, ports: SpoolPorts): Promise<Step> {
  const { store, legalTime } = ports;
  const rows = await store.tracking(dispatch.facts.identificativo);
  const row = rows.find(({ recipient }) => sameAddress(recipient, failure.recipient));
  if (row === undefined) return {};
  const at = legalTime.now();
  const next = nextTracking(row.state, 'smtp-failed', at, dispatch.acceptedAt);
  const news = { number: 'M14', recipient: row.recipient, ...explain(failure) } as const;
  return await moveTracking({ row, dispatch, next, at, news }, ports);
}

/** `no-dest` for answers about the address, `no-dominio` for a domain that does not exist, else `altro` (spec 8.6). */
function explain({ reply, noSuchDomain }: Failure) {
  if (noSuchDomain) return { error: 'no-dominio', code: '5.1.2', description: 'dominio inesistente' } as const;
  const code = /\b5\.\d{1,3}\.\d{1,3}\b/.exec(reply)?.[0] ?? '5.0.0';
  if (code === '5.1.1') return { error: 'no-dest', code, description: 'indirizzo non valido' } as const;
  return { error: 'altro', code, description: reply.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 200) } as const;
}

/** Mail that a mailbox sends on as it came: its sender is told as by any server that cannot pass it on (RFC 5321 6.1). */
async function tellForwarded(
  to: string,
  failures: readonly Failure[],
  message: StoredMessage,
  ports: SpoolPorts,
): Promise<Step> {
  const at = ports.legalTime.now();
  const input = { to, at, failures: failures.map(tellable), failedHeader: await headerOf(message, ports) };
  const status = buildDeliveryStatus(input, ports.issuing.issuer, ports);
  const outgoing = { messageId: status.id, mailFrom: '', recipients: [to], at };
  return { messages: [status], jobs: ports.issuing.jobsToSend(outgoing) };
}

async function headerOf({ rope, size }: StoredMessage, { blobs }: SpoolPorts): Promise<Uint8Array> {
  const length = Math.min(size, 8_192);
  return await blobs.bytes(sliceRope(rope, 0, length), length);
}

const tellable = ({ recipient, reply }: Failure) => ({
  recipient,
  reply,
  status: /\b5\.\d{1,3}\.\d{1,3}\b/.exec(reply)?.[0] ?? '5.0.0',
});

function tellOrdinary(
  dispatch: Dispatch,
  failures: readonly Failure[],
  failedHeader: Uint8Array,
  ports: SpoolPorts,
): Step {
  const at = ports.legalTime.now();
  const told = failures.map(tellable);
  const status = buildDeliveryStatus(
    { to: dispatch.facts.sender, at, failures: told, failedHeader },
    ports.issuing.issuer,
    ports,
  );
  const placement = {
    mailbox: dispatch.mailbox,
    folder: 'INBOX',
    messageId: status.id,
    size: status.size,
    internalDate: at,
    thread: dispatch.facts.identificativo,
  };
  return { messages: [status], placements: [placement] };
}
