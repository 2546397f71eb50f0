import { Notice, useTexts } from '#kit';
import { AlarmWords } from './alarm-words.tsx';
import { useAnswer } from './use-api.ts';
import { frameWords } from './words.ts';

/** What is wrong with the sealed log, as the overview says it: that the messages are in order is not all that is looked at at night. */
export function LogAlarms() {
  const frame = useTexts(frameWords);
  const overview = useAnswer('GET /admin/overview');
  const alarms = overview.data?.findings.filter(({ about, level }) => about === 'log' && level !== 'ok') ?? [];
  if (alarms.length === 0) return null;
  return (
    <Notice tone="bad" title={frame('overview.about.log')}>
      {alarms.map((alarm) => (
        <p key={alarm.text}>
          <AlarmWords alarm={alarm} />
        </p>
      ))}
    </Notice>
  );
}
