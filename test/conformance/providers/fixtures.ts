/** Every file of fixtures/providers and how it is made. What must come out stands in expected.tsv, which is written by hand. */
import { writeLdif } from '#ldif';
import type { MessageNumber } from '#pec';
import { recordEntry } from '#provider-index';
import { LISTS, TRUST } from './authorities.ts';
import { brokenMessages } from './broken-messages.ts';
import { compose } from './compose.ts';
import { indexRecords } from './index-records.ts';
import { pem } from './pem.ts';
import { savedMessages } from './saved-messages.ts';
import { SHAPES, type Shape, type ShapeName } from './shapes.ts';

/** The kinds that are made in each shape; together they are all fourteen. */
const KINDS: Readonly<Record<ShapeName, readonly MessageNumber[]>> = {
  'ulib-2008': ['M4', 'M5', 'M7', 'M11', 'M14'],
  'poste-2012': ['M1', 'M4'],
  'aruba-2014': ['M4', 'M14'],
  'aruba-2018': ['M1', 'M2', 'M4', 'M6', 'M11'],
  'infocert-2018': ['M1', 'M4', 'M8', 'M12'],
  'sogei-2019': ['M3', 'M4', 'M11'],
  'engine-2021': ['M1', 'M13'],
  'namirial-2024': ['M4', 'M9', 'M11'],
  'aruba-2026': ['M1', 'M4', 'M10', 'M11', 'M14'],
};

/** Path under fixtures/providers to octets. */
export function providerFixtures(): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const [name, numbers] of Object.entries(KINDS)) {
    const shape: Shape = SHAPES[name as ShapeName];
    for (const number of numbers) files.set(`${name}/${number}.eml`, compose(shape, number));
  }
  for (const [name, octets] of Object.entries(savedMessages())) files.set(`saved/${name}.eml`, octets);
  for (const [name, octets] of Object.entries(brokenMessages())) files.set(`broken/${name}.eml`, octets);
  for (const [name, der] of Object.entries(TRUST)) files.set(`authorities/${name}.pem`, pem('CERTIFICATE', der));
  for (const [name, der] of Object.entries(LISTS)) files.set(`authorities/${name}.crl.pem`, pem('X509 CRL', der));
  files.set('authorities/index.ldif', writeLdif(indexRecords().map(recordEntry)));
  return files;
}
