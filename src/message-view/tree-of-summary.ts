import { indexMime, type MessageTree, type MimePart, type PartSummary } from '#mime';
import { type OctetSource, readRange } from './octet-source.ts';

/** Header sections read together with what lies before the next one, if that is not more than this. */
const MAX_HEADER = 300 * 1024;

/**
 * The tree of a message whose structure is known already (`MessageSummary.structure`): only header sections are read, whatever the size
 * of the message.
 */
export async function treeOfSummary({
  part,
  message,
}: {
  readonly part: PartSummary;
  readonly message: Pick<OctetSource, 'read'>;
}): Promise<MessageTree> {
  const [start, bodyStart, end] = part.at;
  const header = await readRange(message, start, Math.min(bodyStart, start + MAX_HEADER));
  const children: MessageTree[] = [];
  for (const child of part.children) children.push(await treeOfSummary({ part: child, message }));
  const inner = part.message && (await treeOfSummary({ part: part.message.structure, message }));
  return {
    part: placed(indexMime(header).root, part, [start, bodyStart, end], children),
    lines: part.lines,
    children,
    ...(inner && { message: inner }),
  };
}

/** A header section read by itself, put where it stands. Without a type of its own a part has the one its summary tells (a digest's). */
function placed(
  read: MimePart,
  summary: PartSummary,
  [start, bodyStart, end]: readonly [number, number, number],
  children: readonly MessageTree[],
): MimePart {
  const { fields, contentType, disposition, encoding, fileName } = read;
  const hasType = fields.some(({ lower }) => lower === 'content-type');
  const type = `${summary.type}/${summary.subtype}`;
  return {
    fields: fields.map((field) => ({ ...field, start: field.start + start, end: field.end + start })),
    contentType: hasType ? contentType : { type, params: new Map(summary.params) },
    ...(disposition && { disposition }),
    encoding,
    ...(fileName !== undefined && { fileName }),
    ...{ start, bodyStart, end },
    children: children.map(({ part }) => part),
    complete: true,
  };
}
