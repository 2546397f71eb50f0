import { Refusal } from '#contract';
import type { LegalTime, Mailbox, Store } from '#ports';
import { NOTICE_SETTINGS, type NoticeSettings, readSettings } from './notice-cards.ts';

export interface NoticeSettingsPorts {
  readonly store: Pick<Store, 'commit' | 'card'>;
  readonly legalTime: LegalTime;
  /** Of a PEC domain, ours or another provider's: notices are ordinary mail and go to ordinary addresses alone. */
  isCertified(address: string): boolean;
}

/** Who is told by ordinary e-mail of what came in: for `GET` and `PUT /mailboxes/{mailbox}/notices`. */
export interface NoticeSettingsBook {
  read(mailbox: Pick<Mailbox, 'id'>): Promise<NoticeSettings>;
  /** `version`: of what was seen; 0: there was none. Throws `Refusal`. */
  write(mailbox: Pick<Mailbox, 'id'>, settings: NoticeSettings): Promise<NoticeSettings>;
}

export function openNoticeSettings({ store, legalTime, isCertified }: NoticeSettingsPorts): NoticeSettingsBook {
  return {
    read: async ({ id }) => readSettings(await store.card(NOTICE_SETTINGS, id)),
    async write({ id }, { version: was, ...wish }) {
      const all = [...wish.addresses, ...wish.escalation.flatMap(({ addresses }) => addresses)];
      const certified = all.find(isCertified);
      if (certified !== undefined) throw certifiedAddress(certified);
      const hours = wish.escalation.map(({ afterHours }) => afterHours);
      if (new Set(hours).size < hours.length) throw sameHours();
      const value = {
        ...wish,
        addresses: lowered(wish.addresses),
        escalation: wish.escalation
          .map(({ afterHours, addresses }) => ({ afterHours, addresses: lowered(addresses) }))
          .sort((a, b) => a.afterHours - b.afterHours),
      };
      const card = { kind: NOTICE_SETTINGS, id, owner: id, value, at: legalTime.now() };
      const { done } = await store.commit({ cards: [{ kind: 'put', card, was }] });
      if (!done) throw changed();
      return { ...value, version: was + 1 };
    },
  };
}

const lowered = (addresses: readonly string[]) => [...new Set(addresses.map((address) => address.toLowerCase()))];

const certifiedAddress = (address: string) =>
  new Refusal('invalid', 'notice-address-certified', {
    it: `${address} è un indirizzo di posta certificata: gli avvisi vanno a indirizzi di posta ordinaria.`,
    en: `${address} is an address of certified mail: notices go to ordinary addresses.`,
    de: `${address} ist eine Adresse zertifizierter Post: Hinweise gehen an gewöhnliche Adressen.`,
  });

const sameHours = () =>
  new Refusal('invalid', 'escalation-same-hours', {
    it: 'Due solleciti hanno lo stesso numero di ore.',
    en: 'Two reminders have the same number of hours.',
    de: 'Zwei Erinnerungen haben dieselbe Stundenzahl.',
  });

const changed = () =>
  new Refusal('changed', 'changed', {
    it: "Qualcun altro l'ha modificato nel frattempo: ricaricare e riprovare.",
    en: 'Somebody else changed it meanwhile: load it again, then try again.',
    de: 'Jemand anderes hat es inzwischen geändert: Laden Sie es neu und versuchen Sie es noch einmal.',
  });
