import { Refusal } from '#contract';
import type { MailRefusal } from '#ports';

/** Not there, or not for him: which of both is not told. */
export const noFolder = () =>
  new Refusal('not-found', 'no-folder', {
    it: 'Questa cartella non esiste.',
    en: 'There is no such folder.',
    de: 'Diesen Ordner gibt es nicht.',
  });

export const noMessage = () =>
  new Refusal('not-found', 'no-message', {
    it: 'Questo messaggio non esiste più, o è stato spostato.',
    en: 'This message is not there any more, or was moved.',
    de: 'Diese Nachricht gibt es nicht mehr, oder sie wurde verschoben.',
  });

export const noPart = () =>
  new Refusal('not-found', 'no-part', {
    it: 'Questa parte del messaggio non esiste, o è troppo grande per essere aperta.',
    en: 'There is no such part of the message, or it is too big to be opened.',
    de: 'Diesen Teil der Nachricht gibt es nicht, oder er ist zu groß, um geöffnet zu werden.',
  });

export const notReadable = () =>
  new Refusal('invalid', 'not-readable', {
    it: 'Questo allegato non si può leggere qui: si può scaricare.',
    en: 'This attachment cannot be read here; it can be downloaded.',
    de: 'Dieser Anhang lässt sich hier nicht lesen, aber herunterladen.',
  });

export const noChain = () =>
  new Refusal('not-found', 'no-chain', {
    it: 'Da questa casella non è stato inviato alcun messaggio con questo identificativo.',
    en: 'No message with this identifier was sent from this mailbox.',
    de: 'Aus diesem Postfach wurde keine Nachricht mit dieser Kennung gesendet.',
  });

export const mayNot = () =>
  new Refusal('forbidden', 'folder-rights', {
    it: 'In questa cartella non si è autorizzati a farlo.',
    en: 'You are not allowed to do this in this folder.',
    de: 'In diesem Ordner sind Sie dazu nicht berechtigt.',
  });

export const badName = (why: string) =>
  new Refusal(
    'invalid',
    'folder-name',
    {
      it: 'Una cartella non può chiamarsi così, o questa non può essere rinominata o eliminata.',
      en: `The folder cannot be called that, renamed or deleted: ${why}.`,
      de: 'So kann kein Ordner heißen, oder dieser kann nicht umbenannt oder gelöscht werden.',
    },
    { faults: [{ at: 'name', code: 'folder-name', detail: { it: why, en: why, de: why } }] },
  );

export const folderExists = () =>
  new Refusal('conflict', 'folder-exists', {
    it: 'Esiste già una cartella con questo nome.',
    en: 'There is a folder of this name already.',
    de: 'Einen Ordner dieses Namens gibt es bereits.',
  });

export const tooManyFolders = () =>
  new Refusal('conflict', 'too-many-folders', {
    it: 'La casella non può avere altre cartelle.',
    en: 'The mailbox can have no more folders.',
    de: 'Das Postfach kann keine weiteren Ordner haben.',
  });

/** The webmail, or the server itself, writes there. */
export const keepsItsPlace = () =>
  new Refusal('conflict', 'folder-of-the-system', {
    it: 'Questa cartella serve al sistema: non si può rinominare, spostare né eliminare.',
    en: 'The system needs this folder: it can be neither renamed, moved nor deleted.',
    de: 'Dieser Ordner wird vom System gebraucht: Er lässt sich weder umbenennen noch verschieben noch löschen.',
  });

export const intoItself = () =>
  new Refusal('conflict', 'folder-into-itself', {
    it: 'Una cartella non può stare dentro sé stessa.',
    en: 'A folder cannot be put into itself.',
    de: 'Ein Ordner kann nicht in sich selbst liegen.',
  });

export const stillArriving = () =>
  new Refusal('conflict', 'folder-not-empty', {
    it: 'Nella cartella continuano ad arrivare messaggi: non è stata eliminata. Si riprovi tra poco.',
    en: 'Messages keep arriving in the folder: it was not deleted. Try again in a moment.',
    de: 'Im Ordner kommen weiter Nachrichten an: Er wurde nicht gelöscht. Bitte gleich noch einmal versuchen.',
  });

export const overQuota = () =>
  new Refusal('conflict', 'over-quota', {
    it: 'Nella casella non c’è più spazio.',
    en: 'The mailbox has no room left.',
    de: 'Im Postfach ist kein Platz mehr.',
  });

export const badFlag = (why: string) =>
  new Refusal('invalid', 'flag', {
    it: 'L’etichetta è troppo lunga, oppure è una di quelle del sistema, che non si cambiano.',
    en: `This label cannot be set: ${why}.`,
    de: 'Das Etikett ist zu lang, oder es ist eines des Systems: die sind unveränderlich.',
  });

export const badRange = () =>
  new Refusal('invalid', 'uids', {
    it: 'I messaggi indicati non sono leggibili: servono numeri come «1:5,9».',
    en: 'The messages named cannot be read: numbers like “1:5,9” are needed.',
    de: 'Die angegebenen Nachrichten sind nicht lesbar: nötig sind Zahlen wie „1:5,9“.',
  });

export const tooManyToPack = () =>
  new Refusal('invalid', 'too-many-to-pack', {
    it: 'Un archivio ZIP non può contenere tanti messaggi: scegliere mbox.',
    en: 'A ZIP archive cannot hold so many messages: choose mbox.',
    de: 'So viele Nachrichten passen nicht in ein ZIP-Archiv: bitte mbox wählen.',
  });

/** What the store refuses, for people. */
export function refusalOf(why: MailRefusal['why']): Refusal {
  switch (why) {
    case 'no-folder':
      return noFolder();
    case 'exists':
      return folderExists();
    case 'quota':
      return overQuota();
    case 'too-many':
      return tooManyFolders();
    case 'not-empty':
      return stillArriving();
    case 'no-message':
      return noMessage();
  }
}
