/** Who holds a mailbox and who asks for one, in the administration; answers given by hand. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { MAILBOXES } from './admin-fixtures.ts';
import { type AdminStage, given, openAdminStage } from './admin-stage.ts';
import { judgeAccess, judgeWidth } from './look.ts';
import type { Stage } from './stage.ts';

let admin: AdminStage;
let stage: Stage;
before(async () => {
  admin = await openAdminStage();
  stage = admin.stage;
});
after(() => admin?.[Symbol.asyncDispose]());

const open = (page: Page, path: string) => admin.open(page, path);
const look = (...asked: Parameters<AdminStage['look']>) => admin.look(...asked);

test('whose a mailbox is, is written down with the document that was seen, and not without having seen it', async () => {
  const { holderKind: _, ...unknown } = MAILBOXES[2]!;
  stage.answer = (name) => (name === 'GET /admin/mailboxes/{mailbox}' ? { json: unknown } : given(name));
  stage.asked.length = 0;
  await look(async (page) => {
    await open(page, '/caselle/m3');
    await page.getByText('Titolare non registrato').waitFor();
    await page.getByRole('button', { name: 'Registra il titolare' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Codice fiscale').fill('rssmra80a01h501u');
    await dialog.getByLabel('Numero del documento').fill('CA00000AA');
    await dialog.getByLabel('Rilasciato da').fill('Comune di Roma');
    await dialog.getByLabel('Valido fino al').fill('2031-01-01');
    await judgeAccess(page, 'holder');
    await judgeWidth(page, 'holder');
    const write = dialog.getByRole('button', { name: 'Registra il titolare' });
    await write.click();
    await dialog.getByRole('alert').waitFor();
    const posted = () => stage.asked.filter(({ name }) => name.startsWith('POST '));
    assert.deepEqual(posted(), [], 'nothing goes before it was said that the document was seen');
    await dialog.getByRole('checkbox').check();
    await write.click();
    await dialog.waitFor({ state: 'detached' });
    const [{ name, body } = { name: '', body: '' }] = posted();
    assert.equal(name, 'POST /admin/mailboxes/{mailbox}/holder');
    assert.deepEqual(JSON.parse(body), {
      ...{ kind: 'person', name: 'Mario Rossi', taxCode: 'RSSMRA80A01H501U' },
      document: { type: 'identity-card', number: 'CA00000AA', issuer: 'Comune di Roma', until: '2031-01-01' },
    });
  });
});

test('requests are searched and narrowed', async () => {
  stage.answer = given;
  await look(async (page) => {
    await open(page, '/richieste');
    await page.getByLabel('Tipo di titolare').selectOption('firm');
    const asked = page.waitForRequest((request) => request.url().includes('text=luigia'));
    await page.getByLabel('Nome, recapito, indirizzo o codice').fill(' luigia');
    const { searchParams } = new URL((await asked).url());
    assert.deepEqual([searchParams.get('kind'), searchParams.get('identity')], ['firm', 'missing']);
    await judgeAccess(page, 'narrowed requests');
  });
});
