import type { Accounts } from '#accounts';
import type { ProviderConfig } from '#config';
import { openFolderViews } from '#mailbox';
import type { ProviderIndexView } from '#pec';
import { openVault, VAULT_KEY_OCTETS } from '#sign-in';
import { type NotifyingGround, openNotifying } from './open-notifying.ts';
import { openTeamwork } from './open-teamwork.ts';
import { webhookSecretsOf } from './reseal.ts';
import { readSignInKeys } from './sign-in-key.ts';
import type { KeyEnvironment } from './signing-secrets.ts';
import { openTellingDuty } from './telling-duty.ts';

export interface TellingGround extends Omit<NotifyingGround, 'views' | 'secrets' | 'isOwnDomain'> {
  readonly accounts: Pick<Accounts, 'isOwnDomain'>;
  readonly environment: KeyEnvironment;
  index(): ProviderIndexView | undefined;
}

/** Where a mailbox is looked into now and then: what IMAP needs all day is kept by its own. */
const VIEWS_BYTES = 16 * 1024 * 1024;

/** What a provider tells by itself, and what teams share: the offices, and the duty of a process that works. */
export async function openTelling(config: ProviderConfig, ground: TellingGround) {
  const { store, random, monotonic, legalTime, accounts, environment } = ground;
  const views = openFolderViews(store, { monotonic, maxBytes: VIEWS_BYTES });
  // Without pages there are no webhooks, and nothing to be sealed.
  const isSealing = config.doors.web !== undefined && ['web', 'worker'].some((role) => isOneOf(config.roles, role));
  const keys = isSealing
    ? await readSignInKeys(config.web.signInKeyFile, { store, random, now: () => legalTime.now() }, environment)
    : [random.bytes(VAULT_KEY_OCTETS)];
  const secrets = webhookSecretsOf(openVault(keys, random));
  const whole = { ...ground, views, secrets, isOwnDomain: accounts.isOwnDomain };
  const notifying = openNotifying(config, whole);
  const teamwork = openTeamwork(whole);
  const duty = openTellingDuty({ ...whole, notifying, teamwork });
  const isWorker = config.roles.includes('worker');
  return {
    notifying,
    teamwork,
    async start() {
      if (isWorker) await duty.start();
    },
    async runDue() {
      if (isWorker) await duty.runDue();
    },
    async settle() {
      if (isWorker) await duty.settle();
    },
    async stop() {
      await duty.stop();
      views[Symbol.dispose]();
    },
  };
}

const isOneOf = (roles: readonly string[], role: string) => roles.includes(role);

export type Telling = Awaited<ReturnType<typeof openTelling>>;
