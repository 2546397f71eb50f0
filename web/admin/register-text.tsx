import { TextArea } from '#kit';

/** What is written into a register of the service (outages, malfunctions): one line of the entry, however it was typed. */
export function RegisterText({
  label,
  hint,
  value,
  onChange,
}: {
  label: string;
  hint: string;
  value: string;
  onChange: (text: string) => void;
}) {
  return (
    <TextArea
      label={label}
      hint={hint}
      value={value}
      required
      maxLength={500}
      rows={3}
      onChange={(event) => onChange(event.target.value.replace(/\n/g, ' '))}
    />
  );
}
