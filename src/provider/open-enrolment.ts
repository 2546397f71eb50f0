import { readFile } from 'node:fs/promises';
import { hashPassword } from '#adapters/argon2';
import type { IpaDirectory } from '#administration';
import type { ProviderConfig } from '#config';
import type { EnrolmentPorts, PersonalData, Terms } from '#enrolment';
import { type Ground, judgeNewPassword, type Vault } from '#sign-in';
import type { DoorsGround } from './web-ports.ts';

/** What somebody accepts in the test country. */
const TEST_TERMS =
  'TEST. Queste sono condizioni di prova di un paese di prova: la casella non ha alcun valore legale e si cancella con i dati di prova.\n\n' +
  'TEST. These are test terms of a test country: the mailbox has no legal value and goes with the test data.\n\n' +
  'TEST. Das sind Testbedingungen eines Testlands: das Postfach hat keinen rechtlichen Wert und verschwindet mit den Testdaten.\n';

/** Enrolment as a process with pages has it: tax codes are sealed with the key that it alone reads. */
export async function openEnrolment(
  config: ProviderConfig,
  ground: DoorsGround & { readonly signIn: Ground; readonly ipa: IpaDirectory },
): Promise<EnrolmentPorts> {
  const { signIn, ipa } = ground;
  const { vault } = signIn;
  return {
    ...ground,
    personal: personalDataOf(vault),
    terms: await readTerms(config),
    isOpen: config.enrolment !== undefined,
    publicUrl: () => config.web.origins[0]!,
    newMailbox: newMailboxOf(config),
    judgePassword: judgeNewPassword,
    hashPassword,
    async ipaTaxCode(code) {
      if (!(await ipa.hasData())) return null;
      const body = (await ipa.unitsOf(code)).find(({ family }) => family === 'enti');
      return body && (body.taxCode ?? '');
    },
  };
}

export function personalDataOf(vault: Vault): PersonalData {
  return {
    seal: (text) => vault.seal('personal-data', text),
    open: (sealed) => vault.open('personal-data', sealed),
    mark: (text) => vault.mark('personal-data', text),
    marks: (text) => vault.marks('personal-data', text),
    isOld: (sealed) => vault.isOld('personal-data', sealed),
  };
}

export function newMailboxOf({ limits, ordinaryMail }: ProviderConfig) {
  return { quotaBytes: limits.quotaBytes, ordinaryMail };
}

async function readTerms({ enrolment }: ProviderConfig): Promise<Terms> {
  if (enrolment === undefined) return { version: '-', text: '' };
  const { termsVersion: version, termsFile } = enrolment;
  return { version, text: termsFile === undefined ? TEST_TERMS : await readFile(termsFile, 'utf8') };
}
