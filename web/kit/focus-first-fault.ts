/**
 * A form has judged itself: whoever sent it is led to the first field that is wrong, which in a long form stands out of sight (WCAG 3.3.1).
 * What the page says of the fields is there with the next frame.
 */
export function focusFirstFault(form: HTMLElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}
