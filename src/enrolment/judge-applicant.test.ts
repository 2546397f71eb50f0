import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Applicant } from '#contract';
import { isChoosable, shapeOf } from './addresses.ts';
import { judgeApplicant } from './judge-applicant.ts';
import { checkLetter } from './tax-code.ts';
import { MARIO } from './test-enrolment.ts';

/** 2 March 2026. */
const AT = Date.UTC(2026, 2, 2, 8);
const { birthDate: _b, birthPlace: _p, ...NOBODY } = MARIO;
const FIRM: Applicant = {
  ...NOBODY,
  kind: 'firm',
  taxCode: '12345678903',
  vatNumber: '12345678903',
  organisationName: 'Officine Ferri',
};
const BODY: Applicant = {
  ...NOBODY,
  kind: 'public-body',
  taxCode: '00743110157',
  organisationName: 'Comune',
  ipaCode: 'c_rv01',
};
const FOREIGN: Applicant = { ...MARIO, kind: 'foreign-resident', permit: { number: 'I12345', until: '2027-01-01' } };

const coded = (first: string) => first + checkLetter(first);

const CASES: readonly (readonly [what: string, applicant: Applicant, faults: readonly string[]])[] = [
  ['a person', MARIO, []],
  ['a person without birth', { ...NOBODY, kind: 'person' }, ['birthDate needed', 'birthPlace needed']],
  ['who is not of age', { ...MARIO, taxCode: coded('RSSMRA08C03H501'), birthDate: '2008-03-03' }, ['birthDate minor']],
  ['who is of age today', { ...MARIO, taxCode: coded('RSSMRA08C02H501'), birthDate: '2008-03-02' }, []],
  ['of another name', { ...MARIO, familyName: 'Verdi' }, ['familyName family-name']],
  ['a foreign resident', FOREIGN, []],
  [
    'with an expired permit',
    { ...FOREIGN, permit: { number: 'I1', until: '2026-03-01' } },
    ['permit.until permit-expired'],
  ],
  ['a firm', FIRM, []],
  ['a firm of a person', { ...FIRM, taxCode: 'RSSMRA80A01H501U' }, []],
  ['with a wrong VAT number', { ...FIRM, vatNumber: '12345678901' }, ['vatNumber vat-number']],
  ['a professional without a register', { ...MARIO, kind: 'professional' }, ['register needed']],
  ['a body', BODY, []],
  ['a body with a person’s code', { ...BODY, taxCode: MARIO.taxCode }, ['taxCode shape']],
];

test('who may have a mailbox: each kind, and everything that is wrong together', async () => {
  for (const [what, applicant, faults] of CASES) {
    const found = await judgeApplicant(applicant, AT, { ipaTaxCode: async () => null });
    assert.deepEqual(
      found.map(({ at, code }) => `${at} ${code}`),
      faults,
      what,
    );
  }
});

test('a body must stand in the IPA data, where there are any, with its own tax code', async () => {
  const judged = async (listed: string | undefined | null) =>
    (await judgeApplicant(BODY, AT, { ipaTaxCode: async () => listed })).map(({ code }) => code);
  assert.deepEqual(await judged('00743110157'), []);
  assert.deepEqual(await judged('12345678903'), ['ipa-other-tax-code']);
  assert.deepEqual(await judged(undefined), ['ipa-unknown']);
});

test('addresses that people may choose, and those that look alike', () => {
  for (const good of ['mario.rossi', 'm.rossi2', 'officine-ferri']) assert.ok(isChoosable(`${good}@pec.example`), good);
  for (const bad of ['postmaster', 'posta_certificata', 'info', 'ab', '.mario', 'mario..rossi', 'mario rossi', 'màrio'])
    assert.ok(!isChoosable(`${bad}@pec.example`), bad);
  for (const other of ['mario-rossi', 'mari0.rossi', 'mar1orossi', 'rnario.rossi', 'mario.ros5i'])
    assert.equal(shapeOf(`${other}@pec.example`), shapeOf('mario.rossi@pec.example'), other);
  assert.notEqual(shapeOf('mario.rossi2@pec.example'), shapeOf('mario.rossi@pec.example'));
});
