import type { Logger } from '#config';
import { countOldPersonal, forgetLostPersonal, type LostPersonal, resealPersonal } from '#enrolment';
import { resealWebhooks } from '#notifying';
import type { LegalTime, Store } from '#ports';
import { countOldFactors, forgetLostFactors, type Ground, type LostFactors, resealFactors, type Vault } from '#sign-in';
import { personalDataOf } from './open-enrolment.ts';
import { putNames, readNames } from './sign-in-key.ts';

export interface ResealGround {
  readonly store: Store;
  readonly legalTime: LegalTime;
  readonly signIn: Ground;
}

/** What still hangs on keys that are not in force. */
export interface OldSeals {
  readonly authenticators: number;
  readonly personalData: number;
  readonly webhooks: number;
  /** People whose recovery codes end when the older key is taken away: each can make new ones. */
  readonly recoveryCodes: number;
}

export const webhookSecretsOf = (vault: Vault) => ({
  seal: (text: string) => vault.seal('webhook', text),
  open: (sealed: string) => vault.open('webhook', sealed),
  isOld: (sealed: string) => vault.isOld('webhook', sealed),
});

export async function countOldSeals(ground: ResealGround): Promise<OldSeals> {
  const { vault } = ground.signIn;
  const { sealed, codes } = await countOldFactors(ground.signIn);
  const webhooks = await resealWebhooks({ ...ground, secrets: webhookSecretsOf(vault) }, { isCounting: true });
  const personalData = await countOldPersonal({ ...ground, personal: personalDataOf(vault) });
  return { authenticators: sealed, personalData, webhooks: webhooks.old, recoveryCodes: codes };
}

export const isAllNew = ({ authenticators, personalData, webhooks }: OldSeals): boolean =>
  authenticators + personalData + webhooks === 0;

/** What others write with an older key while it works is found by the next pass. */
const PASSES = 5;

/**
 * Seals everything anew with the key in force, where there are others besides; then the database knows that they are needed no more. Answers
 * how many things changed. Can be broken off and begun again at any time.
 */
export async function resealAll(ground: ResealGround): Promise<number> {
  const { store, legalTime, signIn } = ground;
  const { vault } = signIn;
  if (vault.names.length === 1 && (await readNames(store)).length <= 1) return 0;
  const secrets = webhookSecretsOf(vault);
  const personal = personalDataOf(vault);
  let changed = 0;
  for (let pass = 0; pass < PASSES; pass++) {
    changed += await resealFactors(signIn);
    changed += (await resealWebhooks({ store, secrets })).old;
    changed += await resealPersonal({ ...ground, personal });
    if (!isAllNew(await countOldSeals(ground))) continue;
    const names = vault.names.map((name, at) => ({ name, isDone: at > 0 }));
    await putNames(names, { store, now: () => legalTime.now() });
    break;
  }
  return changed;
}

export interface Lost {
  readonly factors: LostFactors;
  readonly personal: LostPersonal;
  /** They fail, and say so, until their owners make others. */
  readonly webhooks: number;
}

/** After the key was lost: takes away what no key of this vault opens, then the database knows these keys alone. Can be broken off and called again. */
export async function forgetLost(ground: ResealGround): Promise<Lost> {
  const { store, legalTime, signIn } = ground;
  const factors = await forgetLostFactors(signIn);
  const personal = await forgetLostPersonal({ ...ground, personal: personalDataOf(signIn.vault) });
  const secrets = webhookSecretsOf(signIn.vault);
  const { lost } = await resealWebhooks({ store, secrets }, { isCounting: true });
  const names = signIn.vault.names.map((name) => ({ name, isDone: false }));
  await putNames(names, { store, now: () => legalTime.now() });
  return { factors, personal, webhooks: lost };
}

/** In the background, once a start: nobody waits for it, and what it leaves the next start does. */
export function resealBehind(ground: ResealGround, log: Logger): { stop(): void } {
  let isStopped = false;
  resealAll(ground).then(
    (changed) => {
      if (changed > 0)
        log.info({ changed }, 'what was sealed with an older key for sign-in is sealed with the new one');
    },
    (err: unknown) => {
      if (!isStopped) log.error({ err }, 'what was sealed with an older key for sign-in could not all be sealed anew');
    },
  );
  return {
    stop() {
      isStopped = true;
    },
  };
}
