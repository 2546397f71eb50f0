import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CautionQuestion, cautionsOf } from './cautions.ts';
import { mixesScripts, shownDomain, skeleton } from './look-alikes.ts';
import { PORTS } from './test-view.ts';

const ask = (change: Partial<CautionQuestion>) =>
  cautionsOf({
    from: [{ name: 'Mario Rossi', address: 'mario@posta.example' }],
    replyTo: [],
    subject: 'Saluti',
    attachments: [],
    isCertified: false,
    isPecDomain: PORTS.isPecDomain,
    knownDomains: ['comune.example'],
    ...change,
  }).map(({ code }) => code);
const from = (name: string, address = 'mario@posta.example') => ask({ from: [{ name, address }] });

test('an ordinary letter calls for no care', () => {
  assert.deepEqual(ask({}), []);
  assert.deepEqual(
    ask({ subject: 'Consegna dei documenti', replyTo: [{ name: '', address: 'altro@posta.example' }] }),
    [],
  );
  assert.deepEqual(ask({ subject: 'Auguri 👨‍👩‍👧 ❤️ перевод' }), []);
  assert.deepEqual(from('Ufficio Protocollo (mario@posta.example)'), []);
});

test('a name that is another address, or another alphabet, is told', () => {
  assert.deepEqual(from('sindaco@pec.alfa.example'), ['name-is-other-address']);
  assert.deepEqual(from('sindaco＠pec.alfa.example'), ['name-is-other-address']);
  assert.deepEqual(from('Bаnca d’Italia'), ['mixed-alphabets']);
  assert.deepEqual(from('Mario\u202eissoR'), ['hidden-characters']);
});

test('what poses as certified mail is told, however it is written, and what is certified is not', () => {
  for (const subject of [
    'POSTA CERTIFICATA: notifica',
    'Posta\u200b certificata: notifica',
    'РOSTА СЕRTIFIСATА: notifica',
    'Re: POSTA CERTIFICATA: notifica',
    'ACCETTAZIONE: x',
    'AVVISO DI MANCATA CONSEGNA: x',
  ])
    assert.ok(ask({ subject }).includes('poses-as-certified'), subject);
  assert.ok(from('posta-certificata@gestore.example').includes('poses-as-certified'));
  assert.ok(from('Per conto di: sindaco').includes('poses-as-certified'));
  assert.ok(from('Posta Certificata').includes('poses-as-certified'));
  assert.ok(from('x', 'posta-certificata@truffa.example').includes('poses-as-certified'));
  assert.deepEqual(ask({ subject: 'POSTA CERTIFICATA: x', isCertified: true }), []);
});

test('domains that look like others are told', () => {
  assert.deepEqual(from('x', 'sindaco@cornune.example'), ['look-alike-domain']);
  assert.deepEqual(from('x', 'sindaco@c0mune.example'), ['look-alike-domain']);
  assert.deepEqual(from('x', 'mario@pec.xn--lfa-5cd.example').sort(), ['look-alike-domain', 'mixed-alphabets']);
  assert.deepEqual(from('x', 'mario@xn--mller-kva.example'), ['unusual-domain']);
  assert.deepEqual(from('x', 'mario@pec.alfa.example'), []);
});

test('answers that go elsewhere, and a sender other than the certified one', () => {
  assert.deepEqual(ask({ replyTo: [{ name: '', address: 'x@altrove.example' }] }), ['reply-elsewhere']);
  assert.deepEqual(ask({ isCertified: true, certifiedSender: 'vera@posta.example' }), ['other-than-certified']);
});

test('attachments that run, or hide what they are', () => {
  const named = (name: string) =>
    ask({ attachments: [{ part: '1', name, type: 'x/y', size: 1, shows: 'nothing', isInline: false }] });
  for (const name of ['fattura.pdf.exe', 'a.HTML', 'x.js ', 'doc.docm'])
    assert.deepEqual(named(name), ['risky-attachment'], name);
  assert.deepEqual(named('fattura\u202efdp.exe'), ['hidden-characters', 'risky-attachment']);
  assert.deepEqual(named('fattura.pdf'), []);
});

test('names that look the same have one skeleton; encoded labels are read', () => {
  assert.equal(skeleton('cоmune'), skeleton('comune'));
  assert.equal(skeleton('rnario'), skeleton('mario'));
  assert.notEqual(skeleton('maria'), skeleton('mario'));
  assert.equal(shownDomain('xn--mller-kva.example'), 'müller.example');
  assert.equal(shownDomain('xn--80ak6aa92e.com'), 'аррӏе.com');
  for (const bad of ['xn--', 'xn--\u00e8', 'xn--999999999', `xn--${'z'.repeat(300)}`])
    assert.equal(typeof shownDomain(bad), 'string');
  assert.ok(mixesScripts('pаypal') && !mixesScripts('paypal привет'));
});
