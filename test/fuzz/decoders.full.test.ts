import { test } from 'node:test';
import { fuzz } from './run.ts';

const target = (name: string) => new URL(`${name}.target.ts`, import.meta.url);

test('no octets make the MIME index or the reader of messages fail, and what passes the checks is certified whole', async (t) => {
  await fuzz(t, target('mime'));
});

test('no octets make the readers of signatures, certificates and lists fail, nor make one altered be believed', async (t) => {
  await fuzz(t, target('cms'));
});

test('no octets make the reader of daticert.xml fail, and what it reads is written the same', async (t) => {
  await fuzz(t, target('daticert'));
});

test('no octets make the reader of LDIF fail, and what it reads is written the same', async (t) => {
  await fuzz(t, target('ldif'));
});

test('no requests make the directory over LDAP fail, and every answer is LDAP', async (t) => {
  await fuzz(t, target('ldap'));
});
