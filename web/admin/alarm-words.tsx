import type { Language } from '#contract';
import { type AnswerOf, formatBytes, formatDay, formatMinute, isTextOf, useLanguage, useTexts } from '#kit';
import { domainOfQueue } from './queue-words.ts';
import { alarmWords } from './words.ts';

type Alarm = Pick<AnswerOf<'GET /admin/overview'>['findings'][number], 'code' | 'values' | 'text'>;

/** An alarm in the reader's language, below it what others said of it; of a code that has no words here, the English text. */
export function AlarmWords({ alarm: { code, values, text } }: { alarm: Alarm }) {
  const say = useTexts(alarmWords);
  const language = useLanguage();
  const { why, ...told } = values;
  const key = `alarms.${code}`;
  if (!isTextOf(alarmWords, key))
    return (
      <span lang="en" className="break">
        {text}
      </span>
    );
  const wordOf = (name: string) => (isTextOf(alarmWords, name) ? say(name) : undefined);
  const words = Object.entries(told).map(([name, value]) => [name, toldValue(name, value, language, wordOf)]);
  return (
    <>
      <span className="break">{say(key, Object.fromEntries(words))}</span>
      {why !== undefined && (
        <small lang="en" className="break">
          {why}
        </small>
      )}
    </>
  );
}

/** A value as its name says that it is (`src/contract/alarms.ts`). */
function toldValue(
  name: string,
  value: string | number,
  language: Language,
  wordOf: (name: string) => string | undefined,
): string | number {
  if (typeof value === 'number') return name.endsWith('Bytes') ? formatBytes(value, language) : value;
  switch (name) {
    case 'since':
    case 'at':
      return formatMinute(value, language);
    case 'day':
      return formatDay(value, language);
    case 'queue':
      return domainOfQueue(value) ?? wordOf(`values.queue.${value}`) ?? value;
    case 'kind':
    case 'use':
    case 'what': {
      const parts = value.split(', ');
      return parts.map((part) => wordOf(`values.${name}.${part}`) ?? part).join(', ');
    }
    default:
      return value;
  }
}
