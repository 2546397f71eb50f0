import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import type { IconName } from './icon-names.ts';

export type Tone = 'plain' | 'good' | 'wait' | 'bad' | 'info';

/** A state in a word or two; the picture and the word say it, the colour repeats it. */
export function Badge({ tone = 'plain', icon, children }: { tone?: Tone; icon?: IconName; children: ReactNode }) {
  return (
    <span className={`badge badge-${tone}`}>
      {icon !== undefined && <Icon name={icon} size="xs" />}
      {children}
    </span>
  );
}
