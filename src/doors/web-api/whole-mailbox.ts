import type { Box } from '#accounts';
import { Refusal } from '#contract';
import type { Mailbox } from '#ports';

/** For what concerns a mailbox as a whole, its events, its rules: who may look into some folders alone has no part in it. Throws `Refusal`. */
export function wholeMailbox({ mailbox, folders }: Box): Mailbox {
  if (folders === undefined) return mailbox;
  throw new Refusal('forbidden', 'folders-only', {
    it: 'Qui si è autorizzati soltanto in alcune cartelle: questo riguarda tutta la casella.',
    en: 'Only some folders are open to you here: this is of the whole mailbox.',
    de: 'Hier stehen Ihnen nur einige Ordner offen: Dies betrifft das ganze Postfach.',
  });
}
