import type { IconName } from './icon-names.ts';
import sprite from './icons.svg?url';

/** A picture beside words; alone it needs `label`. */
export function Icon({
  name,
  size = 'md',
  label,
}: {
  name: IconName;
  size?: 'xs' | 'sm' | 'md' | 'lg' | 'xl';
  label?: string;
}) {
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: decoration, or named by aria-label
    <svg
      className={`icon icon-${size}`}
      focusable="false"
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      <use href={`${sprite}#${name}`} />
    </svg>
  );
}
