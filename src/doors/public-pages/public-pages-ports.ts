import type { PublicPage } from '#contract';
import type { Instant } from '#pec';
import type { LegalTime } from '#ports';

/** What the provider says of itself, from the settings it runs with: the manual cannot say anything else than what is done. */
export interface ProviderFacts {
  readonly name: string;
  readonly domain: string;
  readonly serviceAddress: string;
  readonly isSandbox: boolean;
  readonly domains: readonly string[];
  readonly limits: {
    readonly maxMessageBytes: number;
    readonly maxBytesTimesRecipients?: number | undefined;
    readonly maxRecipients: number;
    readonly quotaBytes: number;
    readonly submissionsPerHour?: number | undefined;
  };
  /** How long the log is kept (DM a11; spec 15.5). */
  readonly logMonths: number;
  /** Hosts and ports for mail programs; absent: no such door. */
  readonly doors: readonly {
    readonly kind: 'submission' | 'imap' | 'pop3';
    readonly host: string;
    readonly port: number;
  }[];
  /** Where the heads of the log are published; absent: they are not. */
  readonly logHeadsUrl?: string | undefined;
  readonly sourceUrl: string;
  readonly version: string;
  /** Where people write: nobody can write to the service address. Absent: not published. */
  readonly contactAddress?: string | undefined;
}

export interface PublishedCertificate {
  readonly role: 'in-force' | 'next' | 'before';
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  readonly sha256: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly der: Uint8Array;
}

export interface PublicStatus {
  readonly at: Instant;
  readonly points: readonly { readonly point: 'access' | 'incoming' | 'delivery'; readonly isUp: boolean }[];
  /** Of this quadrimestre, 0 to 1; absent: nothing measured yet. */
  readonly availability?: number | undefined;
  readonly outages: readonly {
    readonly from: Instant;
    readonly to?: Instant | undefined;
    readonly kind: string;
    readonly isAnnounced: boolean;
  }[];
}

export interface PublicHead {
  readonly day: string;
  readonly size: number;
  readonly root: string;
  readonly at: Instant;
}

/** Files the pages need from elsewhere: the letters of Titillium, and PEM of the roots the provider believes. */
export interface PublicFiles {
  readonly fonts: ReadonlyMap<string, Uint8Array>;
  readonly roots: string;
}

/** What the door is given: it knows no store. Everything here may be read by anybody. */
export interface PublicPagesPorts {
  readonly provider: ProviderFacts;
  readonly legalTime: LegalTime;
  readonly files: PublicFiles;
  /** 32 octets, the same in every process of one provider: seals the forms that fetch data. */
  readonly ticketKey: Uint8Array;
  /** Bodies with a public page, by name. */
  bodies(): Promise<readonly { readonly slug: string; readonly name: string }[]>;
  body(slug: string): Promise<PublicPage | undefined>;
  /** Public part of the index of providers; `asOf`: when our copy was fetched. */
  providers(): Promise<{
    readonly asOf?: Instant | undefined;
    readonly providers: readonly { readonly name: string; readonly mailReceipt: string; readonly domains: number }[];
  }>;
  status(): Promise<PublicStatus>;
  certificates(): Promise<readonly PublishedCertificate[]>;
  /** The newest signed head of the sealed log. */
  newestHead(): Promise<PublicHead | undefined>;
}
