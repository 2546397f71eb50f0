/** Papers for people, as PDF. */
export { openPaperPress } from './paper-press.ts';
