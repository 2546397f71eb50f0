import { useEffect, useState } from 'react';
import { serverNow, whenClockIsSet } from './server-clock.ts';

const MINUTE_MS = 60_000;

/** The provider's time, to the minute: what is shown as "today" is, at midnight, no more. */
export function useNow(): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const look = () => setNow(serverNow());
    const timer = setInterval(look, MINUTE_MS);
    const stop = whenClockIsSet(look);
    return () => {
      clearInterval(timer);
      stop();
    };
  }, []);
  return now;
}
