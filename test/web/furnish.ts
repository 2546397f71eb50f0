/** Makes a box look lived in: folders, colleagues, pratiche in charge, letters to many, something that waits to go out. */
import type { Page } from 'playwright-core';
import type { Person } from './flow.ts';

interface Row {
  readonly subject: string;
  readonly thread?: string;
}

/** Calls the interface as the person who is signed in on this page. */
export async function call<T>(page: Page, what: string, body?: unknown): Promise<T> {
  const [method = 'GET', path = ''] = what.split(' ');
  return await page.evaluate(
    async ({ method, path, body }) => {
      const { csrf } = await (await fetch('/api/v1/session')).json();
      const isText = typeof body === 'string';
      const type = isText ? 'application/octet-stream' : 'application/json';
      const answer = await fetch(`/api/v1${path}`, {
        method,
        headers: { 'x-ceralacca-csrf': csrf, ...(body !== undefined && { 'content-type': type }) },
        ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      return answer.status === 204 ? undefined : await answer.json();
    },
    { method, path, body },
  );
}

const CSV = [
  'pec;nome;importo',
  'avv.bianchi@pec.beta.example;Giulia Bianchi;1.200,00',
  'laquercia@pec.beta.example;La Quercia S.r.l.;350,00',
  'officine.ferri@pec.alfa.example;Officine Ferri;80,00',
].join('\r\n');

/** `colleagues`: who is let in; the first may do everything, the second sees the inbox alone. Answers the merge's id. */
export async function furnish(
  { page }: Pick<Person, 'page'>,
  { mailbox, password, colleagues }: { mailbox: string; password: string; colleagues: readonly [string, string] },
): Promise<string> {
  const box = `/mailboxes/${mailbox}`;
  for (const name of ['Clienti', 'Clienti/Officine Ferri', 'Clienti/La Quercia', 'Gare 2026'])
    await call(page, `POST ${box}/folders`, { name });
  const folders = await call<{ id: string; use: string }[]>(page, `GET ${box}/folders`);
  const inbox = folders.find(({ use }) => use === 'inbox')!.id;
  await call(page, 'POST /session/confirm', { kind: 'password', password });
  const [first, second] = colleagues;
  const plainly = { maySend: false, needsApproval: false, mayApprove: false };
  const all = { ...plainly, level: 'write', maySend: true, needsApproval: true };
  await call(page, `PUT ${box}/delegates/${first}`, all);
  const until = '2027-06-30T00:00:00+02:00';
  await call(page, `PUT ${box}/delegates/${second}`, { ...plainly, level: 'read', folders: [inbox], expiresAt: until });
  const { rows } = await call<{ rows: Row[] }>(page, `GET ${box}/folders/${inbox}/messages`);
  const charges = [
    { assignee: first, state: 'in-charge', dueOn: '2026-11-20' },
    { state: 'open', dueOn: '2099-01-31' },
    { assignee: first, state: 'done' },
  ];
  const threads = rows.flatMap(({ thread }) => thread ?? []);
  for (const [at, thread] of threads.slice(0, charges.length).entries()) {
    const path = `${box}/threads/${encodeURIComponent(thread)}/charge`;
    const { version } = await call<{ version: number }>(page, `GET ${path}`);
    await call(page, `PUT ${path}`, { version, ...charges[at] });
  }
  const begin = `POST ${box}/merges?name=${encodeURIComponent('Solleciti di novembre')}`;
  const merge = await call<{ id: string; version: number; letter: object }>(page, begin, CSV);
  const letter = {
    ...merge.letter,
    subject: 'Sollecito di pagamento per {{nome}}',
    text: 'Gentile {{nome}},\n\nrisulta ancora da pagare l’importo di {{importo}} euro.\n\nCordiali saluti\nMario Rossi',
  };
  await call(page, `PUT ${box}/merges/${merge.id}?version=${merge.version}`, { letter, addressColumn: 'pec' });
  const later = { to: ['laquercia@pec.beta.example'], subject: 'Convocazione dell’assemblea', text: 'Buongiorno.' };
  const draft = await call<{ id: string; version: number }>(page, `POST ${box}/drafts`, { letter: later });
  const at = new Date(Date.now() + 86_400_000).toISOString();
  await call(page, `POST ${box}/drafts/${draft.id}/send?version=${draft.version}`, { at });
  return merge.id;
}

/** A colleague looks at something, so that the holder sees who saw what. */
export async function lookAround({ page, home }: Pick<Person, 'page' | 'home'>, mailbox: string): Promise<void> {
  await page.goto(`${home}/posta/${mailbox}`);
  await page.locator('.mail-link').first().click();
  await page.locator('.trust').first().waitFor();
}
