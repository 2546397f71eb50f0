import { isoLegalTime } from '#pec';
import type { LogArchive } from '#ports';
import { readAlarmDocument, witnessNames } from './witness-documents.ts';

const MAX_SHOWN = 100;

/** What a person must hear of logs that contradict themselves: those that we watch, and ours as its witnesses see it. */
export async function witnessAlarms(archive: Pick<LogArchive, 'documents'>): Promise<readonly string[]> {
  const limit = MAX_SHOWN;
  const [ofOthers, ofOurs] = await Promise.all([
    archive.documents(witnessNames.allAlarms, { limit }),
    archive.documents(witnessNames.allAccusations, { limit }),
  ]);
  const others = ofOthers.map((document) => {
    const [, domain] = document.name.split('/');
    const { at, reason } = readAlarmDocument(document);
    return `the log of ${domain} contradicts itself, found on ${isoLegalTime(at)}: ${reason}`;
  });
  const ours = ofOurs.flatMap(({ name, bytes }) => {
    const witness = name.slice(witnessNames.allAccusations.length);
    const text = new TextDecoder().decode(bytes);
    return text === '' ? [] : [`OUR LOG CONTRADICTS ITSELF, says ${witness}: ${text.replaceAll('\n', '; ')}`];
  });
  return [...ours, ...others];
}
