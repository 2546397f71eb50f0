import { TextArea, useTexts } from '#kit';
import { levelsWords } from './words.ts';

/** What is written into the register of malfunctions: one line of the entry, however it was typed. */
export function MalfunctionText({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (text: string) => void;
}) {
  const say = useTexts(levelsWords);
  return (
    <TextArea
      label={label}
      hint={say('malfunctions.textHint')}
      value={value}
      required
      maxLength={500}
      rows={3}
      onChange={(event) => onChange(event.target.value.replace(/\n/g, ' '))}
    />
  );
}
