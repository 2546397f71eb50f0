import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toldDifferences, toldState } from './told-differences.ts';

test('a change is told in words, without braces or codes', () => {
  const before = { name: 'comune.example', policy: { maxRecipients: 60 } };
  const after = {
    ...before,
    policy: { maxRecipients: 80, secondFactor: 'required', unfreeze: 'operator' },
    ordinaryMail: { kind: 'refuse', text: 'Solo PEC', from: Date.UTC(2026, 11, 1) },
    closedChannel: { allowOnly: ['ipa', 'x.example'] },
    enrolment: 'open',
  };
  assert.equal(
    toldDifferences(before, after),
    'limiti: destinatari 60 -> destinatari 80, secondo fattore obbligatorio, sblocco solo operatori; ' +
      'posta ordinaria: come di norma -> rifiutata, testo «Solo PEC», dal 2026-12-01T00:00:00.000Z; ' +
      'canale chiuso: come di norma -> ammessi ipa, x.example; attivazione: come di norma -> aperta',
  );
  assert.equal(
    toldDifferences({ quotaBytes: 1_000_000, holder: 'open' }, { quotaBytes: 2_500_000, holder: 'accept' }),
    'capienza: 1 MB -> 2.5 MB; titolare: open -> accept',
  );
  assert.equal(toldState('closing'), 'in chiusura');
});
