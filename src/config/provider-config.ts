import type { FederationContact } from '#adapters/identity-saml';
import type { QuotaReserve } from '#mailbox';

/** Where a door listens. Port 0 asks the system for a free one (tests, sandbox). */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

export type Role = 'access' | 'incoming' | 'delivery' | 'imap' | 'pop3' | 'web' | 'worker';

export const ALL_ROLES: readonly Role[] = ['access', 'incoming', 'delivery', 'imap', 'pop3', 'web', 'worker'];

/** A PEC domain of this provider. `allowOnly` closes its channel: domains or whole addresses admitted (spec 19.1, C47, C48). */
export interface PecDomainConfig {
  readonly name: string;
  readonly allowOnly?: readonly string[];
}

/** Where the database is. Two roles each: `owner` migrates, `server` works. */
export type DatabaseConfig =
  /** A PostgreSQL of our own, child of this process, on a socket in `dataDir`. */
  | { readonly kind: 'embedded'; readonly dataDir: string; readonly database: string }
  /** A PostgreSQL that stands already: yours, or the sandbox's. */
  | { readonly kind: 'server'; readonly owner: DatabaseConnection; readonly server: DatabaseConnection };

/** How one role reaches the database: a `postgres://` URL or its parts; `host` may be a socket folder. */
export type DatabaseConnection =
  | string
  | {
      readonly host: string;
      readonly port: number;
      readonly database: string;
      readonly user: string;
      readonly password: string;
    };

export type ScannerConfig =
  | { readonly kind: 'clamd'; readonly host: string; readonly port: number; readonly timeoutMs: number }
  | { readonly kind: 'clamd-socket'; readonly socket: string; readonly timeoutMs: number }
  /** Knows only EICAR; allowed only with `sandbox: true`. */
  | { readonly kind: 'eicar' };

/** What is too much at once for one mailbox: beyond it, and beyond three times its busiest hour of four weeks, sending stops. */
export interface BurstConfig {
  /** Messages in an hour, from six to ten in the evening. */
  readonly perHour: number;
  readonly perNightHour: number;
  /** These mailboxes alone; absent: all. */
  readonly addresses?: readonly string[] | undefined;
}

/** What the provider grants (spec 16.1). */
export interface LimitsConfig {
  /** Largest message on the wire, octets. */
  readonly maxMessageBytes: number;
  /** Check A10: size times recipients. `undefined`: not limited beyond `maxMessageBytes`. */
  readonly maxBytesTimesRecipients: number | undefined;
  readonly maxRecipients: number;
  /** Quota of a new mailbox, octets. */
  readonly quotaBytes: number;
  /** Room behind the quota of every mailbox, for certified mail that comes in. */
  readonly quotaReserve: QuotaReserve;
  /** Messages one mailbox may submit in any hour, in one process; `undefined`: no brake. */
  readonly submissionsPerHour: number | undefined;
  /** The brake on bursts; `undefined`: there is none. */
  readonly bursts: BurstConfig | undefined;
  /** Open connections of one address to one of the holders' doors, to IMAP ten times as many; `undefined`: no brake. Peers have the reception's own. */
  readonly connectionsPerAddress: number | undefined;
}

/** The directory of providers (spec 13): all paths are PEM files. */
export interface IndexConfig {
  /** The signed file of the whole index; absent: where the directory says (`LDIFLocationURL` of `o=postacert`). */
  readonly url: string | undefined;
  /** Root that signed the TLS certificate of the index server; absent: the public roots. */
  readonly tlsRoot: string | undefined;
  /** The authority's certificate: the only signer believed (spec 13.7). */
  readonly authorityCertificate: string;
  readonly clientCertificate: string;
  readonly clientKey: string;
  /** Where our own record is served over HTTPS, as written in `LDIFLocationURL` (spec 13.8). */
  readonly ownRecordUrl: string | undefined;
  /** Where our own signed record is listened for; absent: published by other means. */
  readonly ownRecordListen: ListenAddress | undefined;
  /** LDIF files with the records of our secondary environments: ours carries them all (spec 13.5). */
  readonly secondaryRecords?: readonly string[];
  readonly refreshMs: number;
  /** The directory itself, `ldaps://`: tells where the file is, and is compared with it (spec 13.1-13.3). */
  readonly ldapUrl: string | undefined;
}

/** The provider's key for everything it signs (spec 14.3). */
export type SigningKeyConfig =
  /** PEM of a private key; encrypted PKCS#8 with `passphraseFile`, or with the environment variable CERALACCA_KEY_PASSPHRASE. */
  | { readonly kind: 'file'; readonly key: string; readonly passphraseFile: string | undefined }
  /** In a module of hardware or software, over PKCS#11. */
  | {
      readonly kind: 'pkcs11';
      /** The module's shared library. */
      readonly module: string;
      /** Label of the token. */
      readonly token: string;
      /** CKA_LABEL of the key. */
      readonly label: string;
      readonly pinFile: string | undefined;
    };

/** A signing key, its certificate, and the intermediates (leaf's issuer first, root left out); paths are PEM files. */
export interface SigningConfig {
  readonly key: SigningKeyConfig;
  readonly certificate: string;
  readonly chain: readonly string[];
}

/** The sealed log (spec 15.3). */
export interface SealedLogConfig {
  /** Folder of the day files. */
  readonly dir: string;
  /** A head of the day that is open is signed and stamped this often; 0: only whole days. */
  readonly headEveryMs: number;
  /** Where the signed heads are published; absent: nobody outside can hold us to them. */
  readonly listen: ListenAddress | undefined;
  /** Other providers whose heads we watch and countersign. */
  readonly witnessed: readonly WitnessedLog[];
}

export interface WitnessedLog {
  readonly domain: string;
  readonly url: string;
  /** Root that signed the TLS certificate there; absent: the public roots. */
  readonly tlsRoot: string | undefined;
}

/** Time-stamp authorities (RFC 3161), asked in this order; none: days are closed and wait for a stamp. */
export interface TimestampConfig {
  readonly urls: readonly string[];
  readonly user: string | undefined;
  readonly passwordFile: string | undefined;
  /** Roots believed for the authority's certificates, PEM. */
  readonly roots: readonly string[];
  readonly timeoutMs: number;
}

/** How far the clock may be from UTC (spec 15.1; DM a9). */
export interface ClockConfig {
  /** NTP servers, `host` or `host:port`; at least three, or none: then the system is trusted to keep the time. */
  readonly servers: readonly string[];
  readonly warnAfterMs: number;
  readonly stopAfterMs: number;
  readonly everyMs: number;
}

/** Probes of our own service, from one test mailbox to another (spec 16.2). */
export interface ProbeConfig {
  /** Whose messages they are: logs in, and reads the receipts. */
  readonly from: string;
  readonly to: string;
  readonly passwordFile: string;
  readonly everyMs: number;
  /** Neither accepted nor delivered within this: it failed. */
  readonly patienceMs: number;
}

/** Domain -> host, instead of asking the DNS. */
export interface StaticRoute {
  readonly domain: string;
  readonly host: string;
  readonly port: number;
  /** PEM of the root that signed the peer's TLS certificate; absent: the public roots. */
  readonly tlsRoot: string | undefined;
  /** Name to verify in the peer's TLS certificate, when `host` is an address. */
  readonly tlsName: string | undefined;
}

export interface WebConfig {
  /** Origins under which browsers reach the web door, the one that is told in links first; `http:` only on loopback. */
  readonly origins: readonly string[];
  /** Addresses or networks of the proxies before us: TLS ends there, and what they say of a caller's address is believed. */
  readonly proxies: readonly string[];
  /** Who asks for `/metrics` from elsewhere than this machine, or through a proxy, brings what stands here as a bearer token. */
  readonly metricsTokenFile: string | undefined;
  /** What second factors are sealed with, 32 octets in base64; made at the first start. Not in the database, nor in its backup. */
  readonly signInKeyFile: string;
  /** Digital identities to sign in with, and to identify oneself for a mailbox. */
  readonly identityProviders: readonly IdentityProviderConfig[];
}

/** What a federation of identities is told of this service. */
export interface FederationConfig {
  readonly serviceName: string;
  readonly organisation: { readonly name: string; readonly displayName: string; readonly url: string };
  readonly contact: FederationContact;
}

/** A provider of digital identities (SPID, CIE, or another of a body). Paths are PEM files. */
export type IdentityProviderConfig = {
  /** Stands in addresses. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** The least that is believed: `https://www.spid.gov.it/SpidL2`. */
  readonly level: string;
} & (
  | {
      readonly protocol: 'oidc';
      readonly issuer: string;
      readonly clientId: string;
      readonly clientSecretFile: string | undefined;
      readonly scope: string;
      /** Claim that holds the tax code. */
      readonly fiscalNumber: string;
    }
  | {
      readonly protocol: 'saml';
      readonly entityId: string;
      readonly entryPoint: string;
      /** Where it takes what belongs to single logout. */
      readonly logoutUrl: string | undefined;
      readonly certificates: readonly string[];
      readonly own: {
        readonly entityId: string;
        readonly key: string;
        readonly certificate: string;
        /** Who we are to a federation (SPID): its metadata say so, signed. */
        readonly federation?: FederationConfig | undefined;
      };
      readonly attributeSet: string | undefined;
      /** Attribute that holds the tax code. */
      readonly fiscalNumber: string;
    }
);

/**
 * Everything one provider is told, read once at the roof and frozen. Paths are absolute. The sandbox makes the same
 * object that `serve --config` reads from YAML.
 */
export interface ProviderConfig {
  /** `gestore-emittente` and `providerName`, e.g. `Gestore Alfa S.p.A.`. */
  readonly name: string;
  /** The provider's own mail domain, right-hand side of every identificativo. */
  readonly domain: string;
  /** `posta-certificata@<domain>` (spec 3.2). */
  readonly serviceAddress: string;
  /** Where people write to the provider's staff: the service mailbox takes nothing from them (RFC 6109 2.2.5). Absent: not published. */
  readonly contactAddress: string | undefined;
  /** Secondary environment (spec 13.5). */
  readonly unit: string | undefined;
  readonly heloName: string;
  /** Names this process in identificativi: letters, digits, `-`; unique among the processes of one provider. */
  readonly node: string;
  readonly pecDomains: readonly PecDomainConfig[];
  readonly roles: readonly Role[];
  /** A dead process's jobs are taken over by others after this; longer than any SMTP transaction may last. */
  readonly jobLeaseMs: number;
  readonly signing: SigningConfig & {
    /** Certificates published beside the signing one: the one before, while both hold (spec 13.6, 11.8). */
    readonly alsoPublished: readonly string[];
    /** The other place: a key that follows is published at once and used after 72 hours (spec 11.8); then the places have changed roles. */
    readonly next: SigningConfig | undefined;
  };
  readonly sealedLog: SealedLogConfig;
  readonly timestamp: TimestampConfig;
  readonly clock: ClockConfig;
  readonly probe: ProbeConfig | undefined;
  /** PEM files of the doors. */
  readonly tls: { readonly key: string; readonly certificate: string };
  readonly doors: {
    readonly submission: ListenAddress | undefined;
    readonly submissions: ListenAddress | undefined;
    readonly reception: ListenAddress | undefined;
    readonly imap: ListenAddress | undefined;
    readonly imaps: ListenAddress | undefined;
    readonly pop3: ListenAddress | undefined;
    readonly pop3s: ListenAddress | undefined;
    /** Settings for mail programs, over HTTPS. */
    readonly autoconfig: ListenAddress | undefined;
    /** Webmail, administration, public pages and API, over HTTPS. */
    readonly web: ListenAddress | undefined;
  };
  readonly autoconfig: {
    /** The name mail programs are told to connect to. */
    readonly host: string;
    /** TLS ends at a proxy before us: the door speaks plain HTTP. */
    readonly isProxied: boolean;
  };
  readonly web: WebConfig;
  /** Folder with certificates (PEM or DER) of the authorities whose signers of attached documents are known; absent: that is not judged. */
  readonly documentAuthorities?: string | undefined;
  /** Who proves who he is may activate a mailbox, in the domains that are open for it, under these terms; undefined: nobody may. */
  readonly enrolment:
    | {
        readonly termsVersion: string;
        /** UTF-8 text; undefined only in the test country, which has a text that says TEST. */
        readonly termsFile: string | undefined;
      }
    | undefined;
  readonly database: DatabaseConfig;
  /** Folder of the big bodies. */
  readonly blobsDir: string;
  readonly limits: LimitsConfig;
  /** PEM of the roots believed for providers' certificates. */
  readonly trustRoots: readonly string[];
  /** Also fetched besides those named in the certificates. */
  readonly crlUrls: readonly string[];
  /** How often CRLs are fetched anew; at most an hour (spec 9.9). */
  readonly crlRefreshMs: number;
  readonly index: IndexConfig;
  readonly scanner: ScannerConfig;
  /** DNS servers, `address` or `address:port`; empty: the system's. */
  readonly dnsServers: readonly string[];
  /** Where hosts found through the DNS listen: 25 when absent, and always outside tests. */
  readonly mxPort?: number;
  readonly routes: readonly StaticRoute[];
  /**
   * Networks that are not of the public Internet (`10.20.0.0/16`) where mail may go, and revocation lists be fetched, when the DNS or a
   * certificate of somebody else leads there.
   */
  readonly privateNetworks: readonly string[];
  readonly dkim: { readonly selector: string; readonly key: string } | undefined;
  /** Believe SHA-1 signatures on received messages (spec 18: old material). */
  readonly acceptSha1: boolean;
  /** Toward providers: also verify the peer's TLS name against its MX; off: whatever certificate it shows, TLS always (spec S10). */
  readonly strictTls: boolean;
  /** What a new mailbox does with ordinary mail (spec 9.7). */
  readonly ordinaryMail: 'accept' | 'refuse';
  /** Test country: EICAR scanner and no brakes are allowed, and everything says so. */
  readonly sandbox: boolean;
}
