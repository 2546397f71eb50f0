/** Who asks for a mailbox in the Italian pages of activation: his form, and what he does once he is known. */
import type { Page } from 'playwright-core';

export interface Applicant {
  readonly given: string;
  readonly family: string;
  readonly taxCode: string;
  readonly born: readonly [day: string, where: string];
  readonly contact: string;
}

export const LUCA: Applicant = {
  given: 'Luca',
  family: 'Conti',
  taxCode: 'CNTLCU92E20H501T',
  born: ['1992-05-20', 'Roma'],
  contact: 'lucia@posta.example',
};

/** The first page of the application, as he fills it in. */
export async function fillData(page: Page, { given, family, taxCode, born, contact }: Applicant): Promise<void> {
  await page.getByLabel('Nome', { exact: true }).fill(given);
  await page.getByLabel('Cognome').fill(family);
  await page.getByLabel('Codice fiscale', { exact: true }).fill(taxCode);
  await page.getByLabel('Data di nascita').fill(born[0]);
  await page.getByLabel('Comune o Stato di nascita').fill(born[1]);
  await page.getByLabel('Indirizzo postale').fill('Via Roma 1, 38122 Trento');
  await page.getByLabel('E-mail che legge già').fill(contact);
}

/** From the terms to the mailbox: what he wishes to be called, the address he takes, the password. */
export async function takeMailbox(page: Page, wish: string, address: string, password: string): Promise<void> {
  await page.getByLabel('Ho letto le condizioni e le accetto').check();
  await page.getByRole('button', { name: 'Continua' }).click();
  await page.getByLabel('Come lo vorrebbe').fill(wish);
  await page.getByRole('radio', { name: address }).check();
  await page.getByRole('button', { name: 'Continua' }).click();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Attiva la casella' }).click();
  await page.getByRole('heading', { name: 'La sua casella è attiva' }).waitFor();
}
