import { concat, type HeaderField, type MimeIndex } from '#mime';

/** Inherited by the transport envelope, unmodified (RFC 6109 3.1.5; spec 4.3; T34, T36, T37). */
const BY_TRANSPORT_ENVELOPE = ['return-path', 'received', 'to', 'cc', 'reply-to'];
/** Inherited by the anomaly envelope (RFC 6109 3.2.2; spec 4.3; T80). */
const BY_ANOMALY_ENVELOPE = [...BY_TRANSPORT_ENVELOPE, 'message-id'];
const TRACE = ['return-path', 'received'];

/**
 * The header fields a transport envelope takes over from the original, octet by octet, folding included: the trace first, then
 * the addresses, each in the order they stand. `header` holds at least the header section of the message that `index` is of.
 */
export function inheritedHeaders(index: MimeIndex, header: Uint8Array): Uint8Array {
  return select(index, header, BY_TRANSPORT_ENVELOPE);
}

/** The same for the anomaly envelope, which keeps the Message-ID too: the first, if somebody wrote several (RFC 5322 3.6.4). */
export function anomalyHeaders(index: MimeIndex, header: Uint8Array): Uint8Array {
  return select(index, header, BY_ANOMALY_ENVELOPE);
}

function select(index: MimeIndex, header: Uint8Array, names: readonly string[]): Uint8Array {
  const named = index.root.fields.filter((field) => names.includes(field.lower) && !isEmpty(field));
  const messageId = named.find((field) => field.lower === 'message-id');
  const fields = named.filter((field) => field.lower !== 'message-id' || field === messageId);
  const trace = fields.filter((field) => TRACE.includes(field.lower));
  const others = fields.filter((field) => !TRACE.includes(field.lower));
  return concat([...trace, ...others].map((field) => octetsOf(field, header)));
}

/** An empty Reply-To or Message-ID says nothing: ours then stands, as if there were none. */
function isEmpty(field: HeaderField): boolean {
  return (field.lower === 'reply-to' || field.lower === 'message-id') && field.value.trim() === '';
}

function octetsOf(field: HeaderField, header: Uint8Array): Uint8Array {
  if (field.end > header.length) throw new RangeError('the header section is longer than the octets given');
  return header.subarray(field.start, field.end);
}
