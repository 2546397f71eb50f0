import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, createVerify, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { selfSigned } from '#testing';
import { type FederationEntry, spidMetadata } from './spid-metadata.ts';

const { key, cert: certificate } = selfSigned('spid', ['localhost'], 2_048);
const US = 'https://webmail.alfa.example/spid';
const BACKS = ['x', 'y'].map((id) => `https://webmail.alfa.example/api/v1/session/identity/${id}/back`);
const OUT = 'https://webmail.alfa.example/api/v1/session/identity/x/logout';
const ENTRY: FederationEntry = {
  serviceName: 'Accesso alla casella PEC & attivazione <"prova">',
  organisation: { name: 'Gestore Alfa', displayName: 'Alfa', url: 'https://www.alfa.example/?a=1&b=2' },
  contact: { email: 'spid@alfa.example', phone: '+39061234567', vatNumber: 'IT00743110157', fiscalCode: '00743110157' },
};
const BILLING = { email: 'fatture@alfa.example', street: 'Via Roma', number: '1', postalCode: '38122', country: 'IT' };
const PAYER = {
  ...ENTRY,
  contact: { ...ENTRY.contact, billing: { ...BILLING, municipality: 'Trento', province: 'TN' } },
};
const PUBLIC = { ...ENTRY, contact: { email: 'spid@alfa.example', phone: '+39061234567', ipaCode: 'c_rv01' } };

/** libxml2's own judgement: another hand than ours wrote it. */
const xmllint = (xml: string, ...words: string[]) =>
  execFileSync('xmllint', [...words, '-'], { input: xml, encoding: 'utf8' });
const asked = (xml: string, path: string) => xmllint(xml, '--xpath', `string(${path})`).trim();
const local = (...names: string[]) => names.map((name) => `/*[local-name()="${name}"]`).join('');

const write = (entry: FederationEntry) =>
  spidMetadata({ entityId: US, key, certificate }, entry, {
    callbackUrls: BACKS,
    logoutUrls: [OUT],
    attributeSet: '0',
  });

test('it says what the technical rules ask for: keys, addresses, attributes, organisation, contact', () => {
  const xml = write(ENTRY);
  xmllint(xml, '--noout');
  const sp = local('EntityDescriptor', 'SPSSODescriptor');
  const contact = local('EntityDescriptor', 'ContactPerson');
  const told = [
    [`${local('EntityDescriptor')}/@entityID`, US],
    [`${sp}/@AuthnRequestsSigned`, 'true'],
    [`${sp}/@WantAssertionsSigned`, 'true'],
    [`count(${sp}${local('AssertionConsumerService')})`, '2'],
    [`${sp}${local('AssertionConsumerService')}[@isDefault="true"]/@Location`, BACKS[0]],
    [`${sp}${local('AssertionConsumerService')}[@index="1"]/@Location`, BACKS[1]],
    [`${sp}${local('SingleLogoutService')}/@Location`, OUT],
    [`${sp}${local('AttributeConsumingService', 'ServiceName')}`, ENTRY.serviceName],
    [`count(${sp}${local('AttributeConsumingService', 'RequestedAttribute')})`, '3'],
    [`${local('EntityDescriptor', 'Organization', 'OrganizationURL')}`, ENTRY.organisation.url],
    [`${contact}/@contactType`, 'other'],
    [`${contact}${local('Extensions', 'VATNumber')}`, 'IT00743110157'],
    [`count(${contact}${local('Extensions', 'Private')})`, '1'],
    [`${contact}${local('TelephoneNumber')}`, '+39061234567'],
  ] as const;
  for (const [path, value] of told) assert.equal(asked(xml, path), value, path);
  assert.equal(asked(xml, `count(${contact})`), '1');
  const payer = write(PAYER);
  const customer = `${contact}[@contactType="billing"]${local('Extensions', 'CessionarioCommittente')}`;
  assert.equal(asked(payer, `${customer}${local('DatiAnagrafici', 'IdFiscaleIVA', 'IdCodice')}`), '00743110157');
  assert.equal(asked(payer, `${customer}${local('DatiAnagrafici', 'Anagrafica', 'Denominazione')}`), 'Gestore Alfa');
  assert.equal(asked(payer, `normalize-space(${customer}${local('Sede')})`), 'Via Roma138122TrentoTNIT');
  assert.equal(asked(payer, `${contact}[@contactType="billing"]${local('EmailAddress')}`), 'fatture@alfa.example');
  const body = write(PUBLIC);
  assert.equal(asked(body, `${contact}${local('Extensions', 'IPACode')}`), 'c_rv01');
  assert.equal(asked(body, `count(${contact}${local('Extensions', 'Private')})`), '0');
  assert.equal(asked(body, `count(${contact}${local('Extensions', 'Public')})`), '1');
});

test('its signature holds over what libxml2 canonicalises, and over nothing that was changed', () => {
  const holds = (xml: string): boolean => {
    const signature = /<ds:Signature .*?<\/ds:Signature>/s.exec(xml)![0];
    const digest = createHash('sha256')
      .update(xmllint(xml.replace(signature, ''), '--exc-c14n'))
      .digest('base64');
    const info = /<ds:SignedInfo>.*<\/ds:SignedInfo>/s.exec(signature)![0];
    const alone = xmllint(
      info.replace('<ds:SignedInfo', '<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"'),
      '--exc-c14n',
    );
    const value = /<ds:SignatureValue>(.*)<\/ds:SignatureValue>/s.exec(signature)![1]!;
    const isSigned = createVerify('sha256')
      .update(alone)
      .verify(new X509Certificate(certificate).publicKey, value, 'base64');
    return isSigned && info.includes(`<ds:DigestValue>${digest}</ds:DigestValue>`);
  };
  const xml = write(PAYER);
  assert.ok(holds(xml));
  assert.ok(!holds(xml.replace('+39061234567', '+39061234568')));
  assert.ok(!holds(xml.replace(BACKS[1]!, 'https://evil.example/')));
});
