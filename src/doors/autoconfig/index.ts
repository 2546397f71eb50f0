/** The door that tells mail programs how to reach the others: Thunderbird and kin, Outlook, Apple. */
export type { MailServer, MailSettings } from './mail-settings.ts';
export { type AutoconfigDoorOptions, openAutoconfigDoor } from './open-autoconfig-door.ts';
