import type { Store } from '#ports';
import { readWebhook, WEBHOOK } from './webhook-card.ts';
import type { Secrets } from './webhooks.ts';

interface Ports {
  readonly store: Pick<Store, 'commit' | 'cards'>;
  readonly secrets: Secrets & {
    /** It opens, but not with the key in force. */
    isOld(sealed: string): boolean;
  };
}

const PAGE = 500;

export interface WebhookSecrets {
  /** Sealed with an older key; when they were to be sealed anew: those that were. */
  readonly old: number;
  /** No key opens them: these webhooks fail and say so, until their owners make others. */
  readonly lost: number;
}

/** Seals the secrets of webhooks anew with the key in force; with `isCounting` nothing changes. */
export async function resealWebhooks({ store, secrets }: Ports, { isCounting = false } = {}): Promise<WebhookSecrets> {
  let [old, lost] = [0, 0];
  for (let after: string | undefined; ; ) {
    const page = await store.cards({ kind: WEBHOOK, ...(after !== undefined && { after }), limit: PAGE });
    for (const { version, ...card } of page) {
      const value = readWebhook({ ...card, version });
      const text = secrets.open(value.secret);
      if (text === undefined) lost += 1;
      if (text === undefined || !secrets.isOld(value.secret)) continue;
      const put = {
        kind: 'put',
        card: { ...card, value: { ...value, secret: secrets.seal(text) } },
        was: version,
      } as const;
      if (isCounting || (await store.commit({ cards: [put] })).done) old += 1;
    }
    after = page.at(-1)?.id;
    if (page.length < PAGE) return { old, lost };
  }
}
