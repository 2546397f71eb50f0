import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOnBehalfOf } from './on-behalf-name.ts';

const ANGELO = "d'angelo@pec.alfa.example";

test('a name that shows the sender and nobody else is on his behalf, however it is dressed', () => {
  for (const name of [
    `Per conto di: ${ANGELO}`,
    `Per conto di: D'Angelo <${ANGELO}>`,
    `Per conto di: '${ANGELO}'`,
    `Per conto di: "${ANGELO}"`,
    `per conto di:${ANGELO.toUpperCase()}`,
  ])
    assert.equal(isOnBehalfOf(name, ANGELO), true, name);
});

test('one that shows another address, or none, is not', () => {
  for (const name of [
    ANGELO,
    'Per conto di: D’Angelo',
    `Per conto di: presidente@governo.example ${ANGELO}`,
    `Per conto di: presidente@governo.example'${ANGELO}`,
    `Per conto di: ${ANGELO}.evil.example`,
    'Per conto di: angelo@pec.alfa.example',
    `Per conto di: presidente＠governo.example <${ANGELO}>`,
  ])
    assert.equal(isOnBehalfOf(name, ANGELO), false, name);
});
