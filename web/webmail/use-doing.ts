import { useState } from 'react';

/** Something that is done when asked: at work, and what went wrong the last time. */
export function useDoing() {
  const [fault, setFault] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  return {
    fault,
    isBusy,
    setFault,
    /** Whether it was done. */
    async go(act: () => Promise<unknown>): Promise<boolean> {
      setBusy(true);
      setFault(undefined);
      try {
        await act();
        return true;
      } catch (thrown) {
        setFault(thrown);
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
