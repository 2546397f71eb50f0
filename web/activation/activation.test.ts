import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { applicantOf, EMPTY_DRAFT, faultsByField, fieldsFor } from './applicant-draft.ts';
import { linkOf, readPlace } from './going.ts';
import { judgeDraft } from './judge-draft.ts';
import { isEnough, judgePassword } from './password.ts';
import { doneSteps, missingSteps, nextStep, type Step } from './steps.ts';

const EVIDENCE = [{ how: 'signed-request', signer: 'x', at: '2026-11-22T10:00:00+01:00' }] as const;
const set = (...steps: Step[]) => new Set(steps);

suite('the steps of an activation', () => {
  test('are what the request has, and terms are done only if they are those in force', () => {
    const begun = { state: 'begun', evidence: [] } as const;
    assert.deepEqual(doneSteps(undefined, 'v2'), set());
    assert.deepEqual(doneSteps(begun, 'v2'), set('data'));
    const later = { ...begun, evidence: [...EVIDENCE], termsVersion: 'v1', address: 'a@b.example' };
    assert.deepEqual(doneSteps(later, 'v2'), set('data', 'identity', 'address'));
    assert.deepEqual(doneSteps(later, 'v1'), set('data', 'identity', 'terms', 'address'));
    assert.equal(doneSteps({ ...begun, state: 'active' }, 'v2').size, 5);
  });

  test('go on with the next that is missing, and come back to what was passed over', () => {
    assert.equal(nextStep(set()), 'data');
    assert.equal(nextStep(set('data')), 'identity');
    assert.equal(nextStep(set('data'), 'identity'), 'terms');
    assert.equal(nextStep(set('data', 'terms', 'address'), 'address'), 'password');
    assert.equal(nextStep(set('data', 'terms', 'address', 'password'), 'password'), 'identity');
    assert.deepEqual(missingSteps(set('data', 'address')), ['identity', 'terms']);
  });
});

test('the address of the page names a request and its key, or one of both', () => {
  const key = 'k'.repeat(43);
  assert.deepEqual(readPlace('/attivazione/', ''), {});
  assert.deepEqual(readPlace('/attivazione/r1', `#${key}`), { id: 'r1', key });
  assert.deepEqual(readPlace('/attivazione/r1/', '#<script>'), { id: 'r1' });
  assert.deepEqual(readPlace('/attivazione/r1/x', ''), {});
  const link = new URL(linkOf({ id: 'r1', key }, 'https://pec.example'));
  assert.deepEqual(readPlace(link.pathname, link.hash), { id: 'r1', key });
});

suite('what an applicant says', () => {
  const needs = ['taxCode', 'contactAddress', 'postalAddress', 'givenName', 'familyName', 'birthDate', 'permit'];
  test('is asked by kind, and sent without what belongs to another kind', () => {
    const fields = fieldsFor(needs);
    assert.deepEqual(fields, ['givenName', 'familyName', 'taxCode', 'birthDate', 'permitNumber', 'permitUntil']);
    const draft = {
      ...EMPTY_DRAFT,
      givenName: ' Aïcha ',
      taxCode: 'bnl cha85m50 z330x',
      organisationName: 'X',
      permitNumber: 'I1',
      permitUntil: '2028-01-01',
      contactAddress: 'a@b.example',
      postalAddress: 'Via Roma 1',
    };
    assert.deepEqual(applicantOf(draft, fields, 'de'), {
      kind: 'person',
      taxCode: 'BNLCHA85M50Z330X',
      givenName: 'Aïcha',
      permit: { number: 'I1', until: '2028-01-01' },
      country: 'IT',
      postalAddress: 'Via Roma 1',
      contactAddress: 'a@b.example',
      language: 'de',
    });
  });

  test('is judged whole or not before it is sent, field by field', () => {
    const fields = fieldsFor(['givenName', 'birthDate', 'vatNumber']);
    assert.deepEqual(judgeDraft(EMPTY_DRAFT, fields), {
      vatNumber: 'needed',
      givenName: 'needed',
      taxCode: 'needed',
      birthDate: 'day',
      postalAddress: 'needed',
      contactAddress: 'needed',
    });
    const whole = {
      ...EMPTY_DRAFT,
      vatNumber: 'IT 01234 567890',
      givenName: 'A',
      taxCode: 'bnl cha85m50 z330x',
      birthDate: '1985-08-10',
      postalAddress: 'Via Roma 1',
      contactAddress: 'a@b.example',
    };
    assert.deepEqual(judgeDraft(whole, fields), {});
    assert.equal(applicantOf(whole, fields, 'it').vatNumber, '01234567890');
    const mistyped = { taxCode: 'BNLCHA85', vatNumber: '123', givenName: ' ', contactAddress: 'a@b' };
    assert.deepEqual(judgeDraft({ ...whole, ...mistyped }, fields), {
      vatNumber: 'vatNumber',
      givenName: 'needed',
      taxCode: 'taxCode',
      contactAddress: 'email',
    });
  });

  test('is told wrong at the field that can be changed', () => {
    const faults = [
      { at: 'birthPlaceCode', detail: 'A' },
      { at: 'permit.until', detail: 'B' },
      { at: 'body.phone', detail: 'C' },
      { at: 'phone', detail: 'D' },
      { at: 'nothing', detail: 'E' },
    ];
    assert.deepEqual(faultsByField(faults), { birthPlace: 'A', permitUntil: 'B', phone: 'C' });
  });
});

test('a password is judged by length and by what others know, not by its signs', () => {
  const personal = ['Mario Rossi', 'mario.rossi@pec.example', 'RSSMRA70A01L378X'];
  const cases: readonly (readonly [string, string])[] = [
    ['corta', 'short'],
    ['11caratteri', 'short'],
    ['mariorossi1970', 'personal'],
    ['aaaaaaaaaaaaaaa', 'simple'],
    ['password1234', 'simple'],
    ['tre gatti neri', 'good'],
    ['cavallo lampada giovedì nuvola', 'strong'],
    ['mario.rossi mangia le fragole', 'strong'],
  ];
  for (const [password, strength] of cases) assert.equal(judgePassword(password, personal), strength, password);
  assert.deepEqual(
    ['short', 'personal', 'simple', 'good', 'strong'].map((one) => isEnough(one as 'good')),
    [false, false, false, true, true],
  );
});
