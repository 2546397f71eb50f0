import { leave } from '#kit';
import { forgetAllUnsaved } from './write-unsaved.ts';

/** Goes out; what was kept in this window for coming back is forgotten too. */
export function signOut(): void {
  forgetAllUnsaved();
  void leave();
}
