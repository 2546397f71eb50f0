/** Messages for the tests of sorting and threading. Imported by tests only. */
import type { EnvelopeAddress, MessageSummary } from '#mime';
import type { SortableMessage } from './sort-messages.ts';

export interface SampleMessage {
  readonly subject?: string;
  readonly id?: string;
  readonly references?: readonly string[];
  readonly sentAt?: number;
  readonly arrival?: number;
  readonly size?: number;
  readonly from?: EnvelopeAddress;
  readonly to?: EnvelopeAddress;
  readonly cc?: EnvelopeAddress;
}

/** UIDs are 1, 2, 3…, and so are arrival and size unless told. */
export function sampleMessages(samples: readonly SampleMessage[]): SortableMessage[] {
  return samples.map((sample, i) => ({
    uid: i + 1,
    arrival: sample.arrival ?? i + 1,
    size: sample.size ?? i + 1,
    summary: summaryOf(sample),
  }));
}

function summaryOf({ subject, id, references = [], sentAt, from, to, cc }: SampleMessage): MessageSummary {
  const list = (address: EnvelopeAddress | undefined): EnvelopeAddress[] => (address === undefined ? [] : [address]);
  return {
    version: 1,
    envelope: {
      ...(subject !== undefined && { subject }),
      from: list(from),
      sender: [],
      replyTo: [],
      to: list(to),
      cc: list(cc),
      bcc: [],
      ...(id !== undefined && { messageId: `<${id}>` }),
    },
    structure: {
      type: 'text',
      subtype: 'plain',
      params: [],
      encoding: '7bit',
      size: 0,
      lines: 0,
      children: [],
      at: [0, 0, 0],
    },
    ...(sentAt !== undefined && { sentAt }),
    references,
    preview: '',
  };
}
