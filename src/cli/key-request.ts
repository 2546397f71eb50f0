import { encryptKey } from '#adapters/signer-file';
import { certificateRequest, toPem } from '#cms';
import { type SigningKeyConfig, systemRandom } from '#config';
import { passphraseOf } from '#provider';
import { CliFault, EXIT } from './exit.ts';
import { keyAtHand, type MakeKey, writeWhole } from './key-files.ts';
import { firstPlace, makeRoom, type Place, placeToCome, refusePastKey } from './key-place.ts';
import { type KeySettings, keyRecord, readKeySettings } from './key-settings.ts';
import { type ProviderOptions, withProvider } from './open-provider.ts';
import { printJson } from './print.ts';

export interface RequestOptions extends ProviderOptions {
  readonly out: string;
  readonly cn?: string;
  readonly country: string;
  readonly bits: string;
  readonly plain?: true;
}

/** Those of the key that its authority and every peer can use. */
const BITS = ['2048', '3072', '4096'];

/**
 * `ceralacca key request`: makes the key that follows, unless it is there, and writes the request for its certificate by the profile of spec
 * 14.1. Asked again, it is the same key.
 */
export async function request(options: RequestOptions): Promise<void> {
  if (!BITS.includes(options.bits)) throw new CliFault(`--bits ${options.bits}: ${BITS.join(', ')}`, EXIT.usage);
  const settings = await readKeySettings(options);
  const first = firstPlace(settings);
  const told =
    first === undefined
      ? await withProvider(options, async (provider) => {
          const place = await placeToCome(settings, provider);
          const made = await requestFor(place, settings, options);
          const what = made.made ? 'chiave generata e certificato richiesto' : 'certificato richiesto di nuovo';
          await provider.store.commit({ log: [keyRecord(provider, [what])] });
          return made;
        })
      : await requestFor({ signing: first }, settings, options);
  if (options.json === true) return printJson(told);
  for (const path of told.movedAside) process.stdout.write(`What was there before is ${path} now.\n`);
  process.stdout.write(
    `${told.made ? 'A key was made' : 'The key was there'} ${told.key}; its request is ${options.out}, for ${settings.serviceAddress}.\n` +
      'Send the request to the authority; what it issues is put in place with `ceralacca key install CERT.pem`.\n',
  );
}

async function requestFor(place: Place, settings: KeySettings, options: RequestOptions) {
  const { key } = place.signing;
  const movedAside = await makeRoom(place);
  await using own = await keyAtHand(key, howToMake(key, settings, options));
  refusePastKey(own, place);
  const subject = {
    C: options.country.toUpperCase(),
    O: settings.name,
    CN: options.cn ?? `Posta Certificata ${settings.name}`,
  };
  const der = await certificateRequest({ subject, emails: [settings.serviceAddress], ...own });
  writeWhole(options.out, toPem('CERTIFICATE REQUEST', der), 0o644);
  const { serviceAddress: address } = settings;
  return { request: options.out, key: placeOf(key), made: own.made, subject, address, movedAside };
}

function howToMake(key: SigningKeyConfig, { isTest }: KeySettings, { bits, plain }: RequestOptions): MakeKey {
  const passphrase = key.kind === 'file' ? passphraseOf(key, process.env) : undefined;
  return {
    bits: Number(bits),
    write(made) {
      if (passphrase !== undefined) return encryptKey(made, passphrase, systemRandom());
      if (plain === true || isTest) return made.export({ type: 'pkcs8', format: 'pem' }) as string;
      throw new CliFault(
        'a new key is kept behind a passphrase: set passphraseFile beside the key in the settings, or CERALACCA_KEY_PASSPHRASE here and ' +
          'where the provider is served; --plain keeps it without',
        EXIT.usage,
      );
    },
  };
}

function placeOf(key: SigningKeyConfig): string {
  return key.kind === 'file' ? `in ${key.key}` : `in token "${key.token}", label "${key.label}"`;
}
