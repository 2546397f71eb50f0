import { Refusal } from '#contract';
import { isoLegalTime, type ProviderIndexView } from '#pec';
import type { LegalTime, Store } from '#ports';
import { isLossAccepted, lossAcceptance, readIndexState, tellLoss } from '#provider-index';
import { type Actor, changed, commitAct } from './act.ts';

/** A provider as the index has it, as far as anybody may know it. */
export interface ListedProvider {
  readonly name: string;
  readonly mailReceipt: string;
  readonly domains: number;
  readonly certificates: number;
}

export interface IndexDeskPorts {
  readonly store: Pick<Store, 'document' | 'commit'>;
  readonly legalTime: LegalTime;
  listedProviders(): readonly ListedProvider[];
  /** The copy in use. */
  view(): ProviderIndexView;
  /** Asks for the index at once, whichever process fetches it. */
  askForIndex(): Promise<void>;
}

const HOUR_MS = 3_600_000;
/** The copy must be of today (RFC 6109 4.5): older than this it is overdue. */
const OVERDUE_MS = 24 * HOUR_MS;

/** The index of providers as we hold it, and what a newer one that is held back has lost. */
export async function readIndex({ store, legalTime, listedProviders, view }: IndexDeskPorts) {
  const { copy, held } = await readIndexState(store);
  const inUse = held === undefined ? undefined : view();
  const isAccepted =
    held !== undefined && copy !== undefined && (await isLossAccepted(held.loss, copy.fetchedAt, store));
  return {
    ...(copy && { asOf: isoLegalTime(copy.fetchedAt) }),
    isOverdue: copy === undefined || legalTime.now() - copy.fetchedAt > OVERDUE_MS,
    ...(held && {
      held: {
        ...{ since: isoLegalTime(held.since), loss: held.loss, total: held.domains.total, isAccepted },
        domains: held.domains.first.map((name) => {
          const provider = inUse?.recordOfDomain(name)?.name;
          return { name, ...(provider !== undefined && { provider }) };
        }),
      },
    }),
    providers: listedProviders().map(({ name, domains, certificates, mailReceipt }) => {
      return { name, domains, certificates, mailReceipt };
    }),
  };
}

/** The refresh that lost many domains is held until this (spec 13.7): those that were shown may go, no others. */
export async function acceptIndexLoss(
  by: Actor,
  { loss, reason }: { readonly loss: string; readonly reason: string },
  { store, legalTime, askForIndex }: IndexDeskPorts,
): Promise<void> {
  const { held } = await readIndexState(store);
  if (held === undefined)
    throw new Refusal('conflict', 'nothing-held', {
      it: 'Nessuna copia è trattenuta: è in uso l’ultimo indice che si è potuto leggere.',
      en: 'Nothing is held: the newest index that could be read is in use.',
      de: 'Nichts wird zurückgehalten: das neueste lesbare Verzeichnis ist in Gebrauch.',
    });
  if (held.loss !== loss) throw changed();
  const act = {
    act: 'indice-perdita-accettata',
    on: 'indice dei gestori',
    detail: `${tellLoss(held)}; motivo: ${reason}`,
  };
  await commitAct({ documents: [lossAcceptance(held, legalTime.now())] }, act, by, { store, legalTime });
  await askForIndex();
}
