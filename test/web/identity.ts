/** To the digital identities of the sandbox and back. */
import type { Page } from 'playwright-core';
import type { Flow, Person } from './flow.ts';

export interface Identities {
  /** Where they are: the one place a browser is led to. */
  readonly elsewhere: RegExp;
  /** Goes there and comes back as this person; `outcome`: what is chosen to go wrong. */
  identifyAs(page: Page, name: RegExp, outcome?: string): Promise<void>;
  /** Ends this person's last session where it was made, on its page of sessions; then is out here too. */
  endThere(person: Person, name: RegExp): Promise<void>;
}

/** `link`: the one that leads to the provider of identities that is meant; `sessions`: its page of those who are in. */
export function identitiesOf(flow: Flow, link: RegExp, sessions = '/sessioni'): Identities {
  const elsewhere = new RegExp(`^${flow.country.network.identity!.issuer}/`);
  return {
    elsewhere,
    async identifyAs(page, name, outcome) {
      await page.getByRole('link', { name: link }).click();
      await page.waitForURL(elsewhere);
      if (outcome !== undefined) await page.getByLabel(/come deve andare/).selectOption({ value: outcome });
      await page.getByRole('button', { name }).click();
      await page.waitForURL((url) => !elsewhere.test(url.href));
    },
    async endThere({ page, home }, name) {
      await page.goto(`${flow.country.network.identity!.issuer}${sessions}`);
      await page.getByRole('button', { name }).last().click();
      await page.getByText('La sessione è chiusa, anche nel servizio.').waitFor();
      await page.goto(`${home}/`);
      await page.waitForURL(/\/accesso/);
    },
  };
}
