import { Refusal } from '#contract';

export const noSuchLogin = (): Refusal =>
  new Refusal('invalid', 'no-such-login', {
    it: "Nessuno accede con questo nome: indicare l'indirizzo di una casella o il nome di un utente.",
    en: 'Nobody signs in with that name: write the address of a mailbox or the name of a user.',
    de: 'Mit diesem Namen meldet sich niemand an: Geben Sie die Adresse eines Postfachs oder den Namen eines Benutzers an.',
  });

export const ownMailbox = (): Refusal =>
  new Refusal('conflict', 'own-mailbox', {
    it: 'È il titolare della casella: può già tutto.',
    en: 'He is the holder of this mailbox: he may do everything already.',
    de: 'Das ist der Inhaber des Postfachs: Er darf bereits alles.',
  });

export const noSuchFolder = (): Refusal =>
  new Refusal('invalid', 'no-such-folder', {
    it: 'Una delle cartelle indicate non è in questa casella.',
    en: 'One of those folders is not in this mailbox.',
    de: 'Einer dieser Ordner ist nicht in diesem Postfach.',
  });

export const isPast = (): Refusal =>
  new Refusal('invalid', 'expiry-past', {
    it: 'La scadenza è già passata.',
    en: 'That expiry is past already.',
    de: 'Dieses Ablaufdatum ist bereits vergangen.',
  });

export const contradictory = (): Refusal =>
  new Refusal('invalid', 'approval-contradicts', {
    it: "Chi approva deve poter inviare, e non può avere bisogno dell'approvazione di altri.",
    en: 'Who approves must be able to send, and cannot need the approval of others.',
    de: 'Wer freigibt, muss senden dürfen und kann nicht selbst eine Freigabe benötigen.',
  });

export const serviceMailbox = (): Refusal =>
  new Refusal('conflict', 'service-mailbox', {
    it: 'Dalla casella di servizio scrive soltanto il gestore.',
    en: 'Only the provider writes from the service mailbox.',
    de: 'Vom Dienstpostfach schreibt nur der Betreiber.',
  });

export const tooManyDelegates = (): Refusal =>
  new Refusal('conflict', 'too-many-delegates', {
    it: 'La casella ha già il numero massimo di delegati.',
    en: 'The mailbox has as many delegates as it may have.',
    de: 'Das Postfach hat bereits die Höchstzahl an Bevollmächtigten.',
  });

export const notFound = (): Refusal =>
  new Refusal('not-found', 'not-found', {
    it: 'Non è stato trovato.',
    en: 'It was not found.',
    de: 'Es wurde nicht gefunden.',
  });

export const changed = (): Refusal =>
  new Refusal('changed', 'changed', {
    it: "Qualcun altro l'ha modificato nel frattempo: ricaricare e riprovare.",
    en: 'Somebody else changed it meanwhile: load it again, then try again.',
    de: 'Jemand anderes hat es inzwischen geändert: Laden Sie es neu und versuchen Sie es noch einmal.',
  });

export const notOnTeam = (): Refusal =>
  new Refusal('invalid', 'not-on-team', {
    it: 'La persona indicata non lavora in questa casella.',
    en: 'That person does not work in this mailbox.',
    de: 'Diese Person arbeitet nicht in diesem Postfach.',
  });

export const tooMuchNoted = (): Refusal =>
  new Refusal('too-large', 'too-many-notes', {
    it: 'Questa conversazione ha già troppe note.',
    en: 'This conversation has too many notes already.',
    de: 'Diese Unterhaltung hat bereits zu viele Notizen.',
  });

export const mayNotApprove = (): Refusal =>
  new Refusal('forbidden', 'may-not-approve', {
    it: 'Chi ha scritto un messaggio, o non è abilitato ad approvare, non può decidere su di esso.',
    en: 'Who wrote a message, or may not approve, cannot decide on it.',
    de: 'Wer eine Nachricht verfasst hat oder nicht freigeben darf, kann nicht über sie entscheiden.',
  });
