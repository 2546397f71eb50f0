import { ACTIVATED, activationDocuments, activationOf, factName, type KeyRow, keyRows, rowToCome } from '#provider';
import { CliFault, EXIT } from './exit.ts';
import { keyRecord, readKeySettings } from './key-settings.ts';
import { type OpenProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { isoDate, printJson } from './print.ts';

export interface OrderOptions extends ProviderOptions {
  readonly now?: true;
  readonly reason: string;
}

const SOON = (running: boolean) =>
  running ? 'the provider follows within ten seconds' : 'the provider follows at its start';

/** `ceralacca key activate --now`: the next key signs at once, for when the one in force is compromised or revoked. */
export async function activate(options: OrderOptions): Promise<void> {
  const settings = await readKeySettings(options);
  const told = await withProvider(options, async (provider) => {
    const rows = await keyRows(settings, provider);
    const before = rows.find(({ state }) => state === 'active')?.certificate;
    const next = rowToCome(rows);
    if (next?.certificate === undefined || before === undefined)
      throw new CliFault('there is no next certificate: `ceralacca key install` first');
    if (next.state === 'expired') throw new CliFault('the next certificate is expired');
    const { certificate, facts } = next;
    const activation = activationOf(facts, certificate);
    const due = 'due' in activation ? `; by itself it would be in force at ${isoDate(activation.due)}` : '';
    if (options.now !== true)
      throw new CliFault(
        `messages signed by a key that peers do not know yet are anomalies there: say --now to do it${due}`,
        EXIT.usage,
      );
    const at = provider.now();
    if (at < certificate.notBefore)
      throw new CliFault(`the next certificate begins at ${isoDate(certificate.notBefore)}`);
    await provider.store.commit({
      documents: activationDocuments({ sha256: certificate.sha256, reason: options.reason, at }, before.sha256),
      log: [keyRecord(provider, [ACTIVATED, `certificato ${certificate.serial}`, options.reason])],
    });
    return { active: certificate.serial, running: provider.running };
  });
  if (options.json === true) return printJson(told);
  process.stdout.write(`Certificate ${told.active} is in force; ${SOON(told.running)}.\n`);
}

/** `ceralacca key retire`: a certificate that is not in force leaves our record before its end, as when it was revoked. */
export async function retire(serial: string, options: OrderOptions): Promise<void> {
  const settings = await readKeySettings(options);
  const running = await withProvider(options, async (provider) => {
    const rows = await keyRows(settings, provider);
    const found = rows.find(({ certificate }) => certificate?.serial === serial.toLowerCase());
    if (found?.certificate === undefined)
      throw new CliFault(`no certificate of the settings has the serial number ${serial}`);
    if (found.state === 'active') throw new CliFault('it is in force: put the next one in force first');
    await retireNow(found.certificate, options.reason, provider);
    return provider.running;
  });
  if (options.json === true) return printJson({ retired: serial });
  process.stdout.write(
    `Certificate ${serial} leaves our record; ${SOON(running)}. Every provider knows within a day.\n`,
  );
}

async function retireNow(
  { sha256, serial, der }: NonNullable<KeyRow['certificate']>,
  reason: string,
  provider: OpenProvider,
): Promise<void> {
  await provider.store.commit({
    documents: [{ name: factName('retired', sha256), bytes: der, at: provider.now() }],
    log: [keyRecord(provider, ['ritirata', `certificato ${serial}`, reason])],
  });
}
